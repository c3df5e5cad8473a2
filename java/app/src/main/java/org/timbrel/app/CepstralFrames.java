// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.FrameMatrix;

/** Between cepstra and the mel bands that they stand for, as far as the coefficients say. */
final class CepstralFrames {

    /** A lifter's gain below this cannot be undone. */
    private static final double MIN_GAIN = 1e-6;

    private final FeatureSpec spec;
    // [coefficients][bands], dB a unit of the coefficient, and the square of the lifter's gain
    private final double[][] rows;
    private final double[] squares;

    CepstralFrames(FeatureSpec spec) {
        this.spec = spec;
        int bands = spec.melBands();
        rows = new double[spec.coefficients()][bands];
        squares = new double[spec.coefficients()];
        for (int n = 0; n < rows.length; n++) {
            double gain =
                    spec.lifter() == 0
                            ? 1
                            : 1 + spec.lifter() / 2.0 * Math.sin(Math.PI * (n + 1) / spec.lifter());
            squares[n] = gain * gain;
            for (int b = 0; b < bands; b++) {
                rows[n][b] = Math.abs(gain) < MIN_GAIN ? 0 : basis(n, b, bands) / gain;
            }
        }
    }

    /** The orthonormal transform back: the transpose of the one forth. */
    private double basis(int n, int b, int bands) {
        double scale = Math.sqrt(2.0 / bands);
        if (spec.dctType() == 2) {
            return (n == 0 ? Math.sqrt(0.5) : 1)
                    * scale
                    * Math.cos(Math.PI * n * (b + 0.5) / bands);
        }
        return (b == 0 ? Math.sqrt(0.5) : 1) * scale * Math.cos(Math.PI * b * (n + 0.5) / bands);
    }

    /**
     * Levels of one frame.
     *
     * @param mfcc [coefficients] from {@code offset}
     * @param levelDb written, [melBands]
     */
    void levels(float[] mfcc, int offset, double[] levelDb) {
        Arrays.fill(levelDb, 0);
        for (int n = 0; n < rows.length; n++) {
            double c = mfcc[offset + n];
            double[] row = rows[n];
            for (int b = 0; b < row.length; b++) {
                levelDb[b] += c * row[b];
            }
        }
    }

    /**
     * The way back: the coefficients that are kept of a frame's levels.
     *
     * @param levelDb [melBands]
     * @param mfcc written, [coefficients] from {@code offset}
     */
    void cepstra(double[] levelDb, float[] mfcc, int offset) {
        for (int n = 0; n < rows.length; n++) {
            double sum = 0;
            for (int b = 0; b < levelDb.length; b++) {
                sum += rows[n][b] * levelDb[b];
            }
            mfcc[offset + n] = (float) (sum * squares[n]);
        }
    }

    int coefficients() {
        return rows.length;
    }

    /** Cepstra with the mel power that belongs to them. */
    Features features(FrameMatrix mfcc) {
        int bands = spec.melBands();
        float[] mel = new float[Math.multiplyExact(mfcc.frames(), bands)];
        double[] levelDb = new double[bands];
        for (int t = 0; t < mfcc.frames(); t++) {
            levels(mfcc.values(), t * mfcc.dims(), levelDb);
            for (int b = 0; b < bands; b++) {
                mel[t * bands + b] = (float) Math.pow(10, levelDb[b] / 10);
            }
        }
        return new Features(spec, mfcc, new FrameMatrix(mel, mfcc.frames(), bands));
    }
}
