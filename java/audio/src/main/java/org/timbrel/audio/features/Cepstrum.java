// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import org.jtransforms.dct.DoubleDCT_1D;

/** Mel power to liftered cepstral coefficients. Not thread-safe. */
final class Cepstrum {

    // Math.log is a third faster than Math.log10, and as exact.
    private static final double DB_PER_NEPER = 10 / Math.log(10);

    private final FeatureSpec spec;
    private final DoubleDCT_1D dct;
    private final double[] lifter;
    private final double[] work;

    Cepstrum(FeatureSpec spec) {
        this.spec = spec;
        this.dct = new DoubleDCT_1D(spec.melBands());
        this.lifter = lifter(spec.coefficients(), spec.lifter());
        this.work = new double[spec.melBands()];
    }

    /** 1 + (L/2) sin(π(n+1)/L) for n in 0..coefficients; ones where L is 0. */
    private static double[] lifter(int coefficients, int length) {
        double[] gains = new double[coefficients];
        for (int n = 0; n < coefficients; n++) {
            gains[n] = length == 0 ? 1 : 1 + length / 2.0 * Math.sin(Math.PI * (n + 1) / length);
        }
        return gains;
    }

    /** 10 log10 of a mel cell, not below the floor. */
    static double decibels(float melPower) {
        return DB_PER_NEPER * Math.log(Math.max(melPower, FeatureSpec.POWER_FLOOR));
    }

    /**
     * One frame.
     *
     * @param mel mel power, [melBands] from {@code melOffset}
     * @param lowestDb cells are lifted to at least this; negative infinity for no limit
     * @param mfcc written, [coefficients] from {@code mfccOffset}
     */
    void apply(float[] mel, int melOffset, double lowestDb, float[] mfcc, int mfccOffset) {
        for (int b = 0; b < work.length; b++) {
            work[b] = Math.max(lowestDb, decibels(mel[melOffset + b]));
        }
        if (spec.dctType() == 2) {
            dct.forward(work, true);
        } else {
            dct.inverse(work, true);
        }
        for (int n = 0; n < lifter.length; n++) {
            mfcc[mfccOffset + n] = (float) (work[n] * lifter[n]);
        }
    }
}
