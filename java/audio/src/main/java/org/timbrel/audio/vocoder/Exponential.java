// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

/**
 * e to the power of x, a few times faster than {@link Math#exp} and within 1e-13 of it: a table of
 * 2^(i/64) and the series for what is left.
 */
final class Exponential {

    private static final int TABLE_BITS = 6;
    private static final int MANTISSA_BITS = 52;
    private static final double STEP = Math.log(2) / (1 << TABLE_BITS);
    private static final double STEPS = 1 / STEP;
    // Adding it rounds to an integer, which then stands in the sum's last bits.
    private static final double INTEGER = 0x1.8p52;
    private static final long[] POWER = new long[1 << TABLE_BITS];

    static {
        for (int i = 0; i < POWER.length; i++) {
            POWER[i] = Double.doubleToRawLongBits(Math.pow(2, (double) i / POWER.length));
        }
    }

    private Exponential() {}

    /** For x in -700..700. */
    static double of(double x) {
        double shifted = x * STEPS + INTEGER;
        long steps = Double.doubleToRawLongBits(shifted);
        // At most 0.0055 off 0: the seventh term would be under 1e-16.
        double r = x - (shifted - INTEGER) * STEP;
        double series =
                1 + r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120)))));
        long octaves = steps >> TABLE_BITS;
        int cell = (int) steps & (POWER.length - 1);
        return series * Double.longBitsToDouble(POWER[cell] + (octaves << MANTISSA_BITS));
    }
}
