// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.Arrays;
import org.jtransforms.dct.DoubleDCT_1D;

/** Mel power to liftered cepstral coefficients. Not thread-safe. */
final class Cepstrum {

    private static final int BATCH = 64;
    // From here on the fast transform of all coefficients takes less than the kept rows.
    private static final int MAX_TABLE = 1 << 14;

    private final FeatureSpec spec;
    private final double[] lifter;
    // [melBands][BATCH]: band, then frame
    private final double[][] levels;
    private final double[] sums = new double[BATCH];
    // One of the two is null: the kept rows of the DCT, liftered, or the whole transform.
    private final double[][] rows;
    private final DoubleDCT_1D dct;

    Cepstrum(FeatureSpec spec) {
        this.spec = spec;
        lifter = lifter(spec.coefficients(), spec.lifter());
        levels = new double[spec.melBands()][BATCH];
        boolean table = (long) spec.coefficients() * spec.melBands() <= MAX_TABLE;
        dct = table ? null : new DoubleDCT_1D(spec.melBands());
        rows = table ? rows(spec, lifter) : null;
    }

    /** 1 + (L/2) sin(π(n+1)/L) for n in 0..coefficients; ones where L is 0. */
    private static double[] lifter(int coefficients, int length) {
        double[] gains = new double[coefficients];
        for (int n = 0; n < coefficients; n++) {
            gains[n] = length == 0 ? 1 : 1 + length / 2.0 * Math.sin(Math.PI * (n + 1) / length);
        }
        return gains;
    }

    /** The orthonormal DCT of the spec's type, [coefficients][melBands], row n times its lifter. */
    private static double[][] rows(FeatureSpec spec, double[] lifter) {
        int bands = spec.melBands();
        double[][] rows = new double[lifter.length][bands];
        for (int n = 0; n < lifter.length; n++) {
            for (int b = 0; b < bands; b++) {
                int constant = spec.dctType() == 2 ? n : b;
                double angle = spec.dctType() == 2 ? n * (b + 0.5) : b * (n + 0.5);
                double scale = Math.sqrt((constant == 0 ? 1.0 : 2.0) / bands);
                rows[n][b] = lifter[n] * scale * Math.cos(Math.PI * angle / bands);
            }
        }
        return rows;
    }

    /**
     * Neighbouring frames.
     *
     * @param mel mel power, [frames, melBands]
     * @param lowest cells are lifted to at least this power, which is over 0
     * @param mfcc written, [frames, coefficients]
     */
    void apply(float[] mel, int frames, double lowest, float[] mfcc) {
        for (int t = 0; t < frames; t += BATCH) {
            int n = Math.min(BATCH, frames - t);
            setLevels(mel, t * spec.melBands(), n, lowest);
            if (rows != null) {
                applyRows(n, mfcc, t * lifter.length);
            } else {
                transform(n, mfcc, t * lifter.length);
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
        double[] frame = new double[levels.length];
        for (int t = 0; t < frames; t++) {
            for (int b = 0; b < frame.length; b++) {
                frame[b] = levels[b][t];
            }
            if (spec.dctType() == 2) {
                dct.forward(frame, true);
            } else {
                dct.inverse(frame, true);
            }
            for (int n = 0; n < lifter.length; n++) {
                mfcc[offset + t * lifter.length + n] = (float) (frame[n] * lifter[n]);
            }
        }
    }
}
