// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Precision;

/**
 * Whether a GPU did a case of {@link GpuTimes} right.
 *
 * @param error relative to the CPU's values where these are above 1; what of it counts, the work
 *     says
 * @param limit the largest that is right
 * @param sameBits whether the same work gave the same bits again
 */
record GpuFigure(double error, double limit, boolean sameBits) {

    static GpuFigure of(Precision precision, double error, boolean sameBits) {
        return new GpuFigure(error, limit(precision), sameBits);
    }

    /**
     * Of gradients: they have gone through as many rounded products again, in all steps and layers.
     */
    static GpuFigure ofGradients(Precision precision, double error, boolean sameBits) {
        return new GpuFigure(error, 3 * limit(precision), sameBits);
    }

    /** NaN is wrong. */
    boolean right() {
        return sameBits && error <= limit;
    }

    /**
     * Operands are off by 2^-24, 2^-11 or 2^-8 of themselves at most. The sums here are about 1 and
     * have terms of either sign, so that their own error is no larger; what the largest of a
     * million values and the steps behind it add is taken as a factor of 3.
     */
    private static double limit(Precision precision) {
        return switch (precision) {
            case FP32 -> 2e-5;
            case TF32 -> 2e-3;
            case BF16 -> 1e-2;
        };
    }

    /**
     * The largest difference over the largest expected value: of a gradient, whose values are sums
     * of such; infinite where a value is no number.
     */
    static double error(float[] values, float[] expected, int from, int to) {
        double largest = 0;
        double difference = 0;
        for (int k = from; k < to; k++) {
            double apart = Math.abs((double) values[k] - expected[k]);
            difference =
                    Math.max(difference, Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart);
            largest = Math.max(largest, Math.abs(expected[k]));
        }
        return difference == 0 ? 0 : difference / largest;
    }

    /** |value − expected| / max(1, |expected|); infinite where the value is no number. */
    static double error(float value, float expected) {
        double error = Math.abs((double) value - expected) / Math.max(1, Math.abs(expected));
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
}
