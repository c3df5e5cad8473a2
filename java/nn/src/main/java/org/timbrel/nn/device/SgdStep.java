// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * One step of stochastic gradient descent with momentum, as {@code torch.optim.SGD} takes it, with
 * decoupled weight decay and clipping by the global norm.
 *
 * @param learningRate of this step
 * @param momentum in 0..1, without 1; 0: none
 * @param weightDecay learningRate * weightDecay of every parameter is taken off it; 0: none
 * @param gradientScale what the gradients are multiplied by first: 1 / steps for a mean over steps
 * @param maxNorm the scaled gradients are shortened to this norm if longer; 0: never
 */
public record SgdStep(
        double learningRate,
        double momentum,
        double weightDecay,
        double gradientScale,
        double maxNorm) {

    /** As {@link Device#sgd} reads them. */
    public double[] values() {
        return new double[] {learningRate, momentum, weightDecay, gradientScale, maxNorm};
    }
}
