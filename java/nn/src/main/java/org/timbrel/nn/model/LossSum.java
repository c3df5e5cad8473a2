// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

/**
 * The losses of a batch.
 *
 * @param sum over the scored steps, in nats or squared units
 * @param steps how many were scored; padding is none
 */
public record LossSum(double sum, long steps) {

    /** The loss of nothing. */
    public static final LossSum NONE = new LossSum(0, 0);

    /** Both together. */
    public LossSum plus(LossSum other) {
        return new LossSum(sum + other.sum, steps + other.steps);
    }

    /** Of a step; 0 where no step was scored. */
    public double mean() {
        return steps == 0 ? 0 : sum / steps;
    }
}
