// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.WeightedRows;

/**
 * Cepstra back into log-mel frames, as far as an inverse exists: the lifter undone, then the
 * transposed DCT of the coefficients that were kept. Not thread-safe.
 */
final class CepstrumInverse {

    /** The log of silence, in dB. */
    static final double FLOOR_DB = 10 * Math.log10(FeatureSpec.POWER_FLOOR);

    // A full-scale sine under the longest window is 90 dB, some more in unscaled bands.
    private static final double LOUDEST_DB = 200;
    private static final double MIN_LIFTER_GAIN = 1e-6;
    private static final long MAX_TABLE = 1 << 24;
    private static final double FLAT_DB = 0.01;

    private final FeatureSpec spec;
    // [coefficients][bands], the lifter divided out
    private final double[][] rows;
    private final double[] coefficients;
    private long frames;

    CepstrumInverse(FeatureSpec spec) {
        this.spec = spec;
        int bands = spec.melBands();
        if ((long) bands * spec.coefficients() > MAX_TABLE) {
            throw new IllegalArgumentException(
                    "melBands "
                            + bands
                            + " times coefficients "
                            + spec.coefficients()
                            + " are over "
                            + MAX_TABLE
                            + ": use fewer of either");
        }
        rows = new double[spec.coefficients()][bands];
        coefficients = new double[rows.length];
        for (int n = 0; n < rows.length; n++) {
            double lifter = lifter(n, spec.lifter());
            for (int b = 0; b < bands; b++) {
                rows[n][b] = basis(n, b, bands, spec.dctType()) / lifter;
            }
        }
    }

    private static double lifter(int n, int length) {
        double gain = length == 0 ? 1 : 1 + length / 2.0 * Math.sin(Math.PI * (n + 1) / length);
        if (Math.abs(gain) < MIN_LIFTER_GAIN) {
            throw new IllegalArgumentException(
                    "lifter "
                            + length
                            + " has zeroed coefficient "
                            + n
                            + ": it cannot be undone; use a longer lifter or fewer coefficients");
        }
        return gain;
    }

    /** Element (n, b) of the orthonormal DCT of that type. */
    static double basis(int n, int b, int bands, int type) {
        int constant = type == 2 ? n : b;
        double angle = type == 2 ? n * (b + 0.5) : b * (n + 0.5);
        return Math.sqrt((constant == 0 ? 1.0 : 2.0) / bands) * Math.cos(Math.PI * angle / bands);
    }

    /** How many frames were inverted. */
    long frames() {
        return frames;
    }

    /**
     * One frame.
     *
     * @param mfcc [coefficients] from {@code offset}
     * @param melDb written, [melBands], at least {@link #FLOOR_DB}: where it is that, silence
     */
    void apply(float[] mfcc, int offset, double[] melDb) {
        int bands = spec.melBands();
        for (int n = 0; n < rows.length; n++) {
            double c = mfcc[offset + n];
            if (!Double.isFinite(c)) {
                throw new IllegalArgumentException(
                        "frame " + frames + " is " + c + " in coefficient " + n);
            }
            coefficients[n] = c;
        }
        Arrays.fill(melDb, 0, bands, 0);
        WeightedRows.add(melDb, coefficients, rows, 0, bands);
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int b = 0; b < bands; b++) {
            // Finite both: Math.min and Math.max, which look at NaN and -0, take several times as
            // long.
            lowest = melDb[b] < lowest ? melDb[b] : lowest;
            highest = melDb[b] > highest ? melDb[b] : highest;
        }
        if (highest > LOUDEST_DB) {
            throw new IllegalArgumentException(
                    "frame "
                            + frames
                            + " reaches "
                            + Math.round(highest)
                            + " dB: no sound is over "
                            + Math.round(LOUDEST_DB)
                            + " dB");
        }
        // topDb lifts digital silence to the same level in every cell, which no sound has.
        boolean lifted = spec.topDb() != null && bands > 1 && highest - lowest < FLAT_DB;
        for (int b = 0; b < bands; b++) {
            melDb[b] = lifted ? FLOOR_DB : Math.max(FLOOR_DB, melDb[b]);
        }
        frames++;
    }
}
