// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * 10 log10 of powers, a few times faster than {@link Math#log10} and within 1e-12 dB of it: a table
 * over the mantissa's leading bits and the series of ln(1 + r) for what is left.
 */
final class Decibels {

    private static final double PER_NEPER = 10 / Math.log(10);
    private static final double PER_OCTAVE = 10 * Math.log10(2);

    private static final int MANTISSA_BITS = 52;
    private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
    private static final long ONE = Double.doubleToRawLongBits(1);
    // 2^52 with an integer in its mantissa is 2^52 plus that integer; an exponent is 1023 too
    // large.
    private static final long INTEGER = Double.doubleToRawLongBits(0x1p52);
    private static final double INTEGER_OFFSET = 0x1p52 + 1023;

    private static final int TABLE_BITS = 7;
    // The middle of each cell of the mantissa: its reciprocal, and its level.
    private static final double[] RECIPROCAL = new double[1 << TABLE_BITS];
    private static final double[] LEVEL = new double[1 << TABLE_BITS];

    static {
        for (int i = 0; i < RECIPROCAL.length; i++) {
            double middle = 1 + (i + 0.5) / RECIPROCAL.length;
            RECIPROCAL[i] = 1 / middle;
            LEVEL[i] = 10 * Math.log10(middle);
        }
    }

    private Decibels() {}

    /**
     * The level of a power.
     *
     * @param power a normal number over 0: from {@link Double#MIN_NORMAL} on, finite
     */
    static double of(double power) {
        long bits = Double.doubleToRawLongBits(power);
        int cell = (int) ((bits & MANTISSA) >>> (MANTISSA_BITS - TABLE_BITS));
        // Not (double) (bits >>> MANTISSA_BITS): on x86 the conversion waits for what its register
        // held before, so that one logarithm waits for another, four times as long.
        double octave =
                Double.longBitsToDouble(INTEGER | (bits >>> MANTISSA_BITS)) - INTEGER_OFFSET;
        double mantissa = Double.longBitsToDouble((bits & MANTISSA) | ONE);
        // At most 2^-8 off 0: the sixth term would be under 1e-15.
        double r = mantissa * RECIPROCAL[cell] - 1;
        double ln = r * (1 + r * (-1.0 / 2 + r * (1.0 / 3 + r * (-1.0 / 4 + r * (1.0 / 5)))));
        return octave * PER_OCTAVE + (LEVEL[cell] + PER_NEPER * ln);
    }
}
