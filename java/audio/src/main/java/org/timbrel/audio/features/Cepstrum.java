// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.Arrays;
import org.jtransforms.dct.DoubleDCT_1D;

/** Mel cells to liftered cepstral coefficients. Not thread-safe. */
final class Cepstrum {

    private static final int BATCH = 64;
    // From here on the fast transform of all coefficients takes less than the kept rows.
    private static final int MAX_TABLE = 1 << 14;

    private final FeatureSpec spec;
    // The lifter in the convention's unit.
    private final double[] gain;
    // [melBands][BATCH]: band, then frame
    private final double[][] levels;
    private final double[] sums = new double[BATCH];
    private final double[] frame;
    // One of the two is null: the kept rows of the DCT, liftered, or the whole transform.
    private final double[][] rows;
    private final DoubleDCT_1D dct;

    Cepstrum(FeatureSpec spec) {
        this.spec = spec;
        CepstralBasis basis = new CepstralBasis(spec);
        gain = new double[spec.coefficients()];
        for (int n = 0; n < gain.length; n++) {
            gain[n] = basis.unit() * basis.lifter(n);
        }
        frame = new double[spec.melBands()];
        levels = new double[spec.melBands()][BATCH];
        boolean table = (long) spec.coefficients() * spec.melBands() <= MAX_TABLE;
        dct = table ? null : new DoubleDCT_1D(spec.melBands());
        rows = table ? rows(spec, basis) : null;
    }

    /** The DCT on levels in 10 log10, [coefficients][melBands], row n times its lifter. */
    private static double[][] rows(FeatureSpec spec, CepstralBasis basis) {
        double[][] rows = new double[spec.coefficients()][spec.melBands()];
        for (int n = 0; n < rows.length; n++) {
            double gain = basis.unit() * basis.lifter(n);
            for (int b = 0; b < rows[n].length; b++) {
                rows[n][b] = gain * basis.scale(n, b) * basis.orthonormal(n, b);
            }
        }
        return rows;
    }

    /**
     * Neighbouring frames.
     *
     * @param mel mel cells, [frames, melBands]
     * @param lowest cells are lifted to at least this, which is over 0
     * @param mfcc written, [frames, coefficients]
     */
    void apply(float[] mel, int frames, double lowest, float[] mfcc) {
        for (int t = 0; t < frames; t += BATCH) {
            int n = Math.min(BATCH, frames - t);
            setLevels(mel, t * spec.melBands(), n, lowest);
            if (rows != null) {
                applyRows(n, mfcc, t * gain.length);
            } else {
                transform(n, mfcc, t * gain.length);
            }
        }
    }

    private void setLevels(float[] mel, int offset, int frames, double lowest) {
        for (int b = 0; b < levels.length; b++) {
            double[] row = levels[b];
            for (int t = 0; t < frames; t++) {
                double cell = mel[offset + t * levels.length + b];
                row[t] = Decibels.of(cell > lowest ? cell : lowest);
            }
        }
    }

    private void applyRows(int frames, float[] mfcc, int offset) {
        for (int n = 0; n < rows.length; n++) {
            Arrays.fill(sums, 0, frames, 0);
            WeightedRows.add(sums, rows[n], levels, 0, frames);
            for (int t = 0; t < frames; t++) {
                mfcc[offset + t * rows.length + n] = (float) sums[t];
            }
        }
    }

    private void transform(int frames, float[] mfcc, int offset) {
        for (int t = 0; t < frames; t++) {
            for (int b = 0; b < frame.length; b++) {
                frame[b] = levels[b][t];
            }
            double constant = spec.convention().orthonormal() ? 1 : Math.sqrt(2);
            if (spec.dctType() == 2) {
                dct.forward(frame, true);
                frame[0] *= constant;
            } else {
                frame[0] *= constant;
                dct.inverse(frame, true);
            }
            for (int n = 0; n < gain.length; n++) {
                mfcc[offset + t * gain.length + n] = (float) (frame[n] * gain[n]);
            }
        }
    }

    /**
     * Puts the frames' energies in place of coefficient 0, where the convention wants that.
     *
     * @param energies [at least frames], as {@link BatchSpectrum#energies()} gives them
     * @param mfcc [frames, coefficients]
     */
    void setEnergies(double[] energies, int frames, float[] mfcc) {
        if (spec.convention().energy()) {
            for (int t = 0; t < frames; t++) {
                mfcc[t * gain.length] =
                        (float) Math.log(Math.max(energies[t], spec.convention().floor()));
            }
        }
    }
}
