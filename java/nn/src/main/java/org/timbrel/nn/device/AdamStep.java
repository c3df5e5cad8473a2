// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * One step of Adam (Kingma and Ba 2015) with bias correction, decoupled weight decay (Loshchilov
 * and Hutter 2019) and clipping by the global norm.
 *
 * @param step from 1
 * @param learningRate of this step
 * @param beta1 in 0..1, without 1; 0.9 is usual
 * @param beta2 in 0..1, without 1; 0.999 is usual
 * @param epsilon added to the root of the second moment, above 0
 * @param weightDecay learningRate * weightDecay of every parameter is taken off it; 0: none
 * @param gradientScale what the gradients are multiplied by first: 1 / steps for a mean over steps
 * @param maxNorm the scaled gradients are shortened to this norm if longer; 0: never
 */
public record AdamStep(
        long step,
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double gradientScale,
        double maxNorm) {

    /** As {@link Device#adam} reads them. */
    public double[] values() {
        return new double[] {
            step, learningRate, beta1, beta2, epsilon, weightDecay, gradientScale, maxNorm
        };
    }
}
