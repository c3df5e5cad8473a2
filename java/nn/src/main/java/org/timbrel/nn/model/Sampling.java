// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

/**
 * How frames are drawn from what a head predicts. A head of means always gives its mean.
 *
 * @param temperature divides the logits and multiplies the variances, 0..{@value #MAX_TEMPERATURE};
 *     1: as trained; below: nearer to what is likely; 0: the mean of the likeliest component, the
 *     likeliest token, or the likelier of event and none
 * @param topK tokens are drawn from the so many likeliest, at least 0; 0: from all
 * @param topP tokens are drawn from the fewest likeliest whose probabilities sum to this, above 0
 *     to 1; 1: from all
 */
public record Sampling(float temperature, int topK, float topP) {

    /** As in timbrel.h. */
    public static final float MAX_TEMPERATURE = 1000;

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Sampling {
        if (!(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
            throw new IllegalArgumentException(
                    "temperature %s is outside 0..%s".formatted(temperature, MAX_TEMPERATURE));
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK %d is below 0".formatted(topK));
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException(
                    "topP %s is outside 0..1, without 0".formatted(topP));
        }
    }

    /** From everything the head holds possible. */
    public static Sampling at(float temperature) {
        return new Sampling(temperature, 0, 1);
    }
}
