// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

/**
 * How much each sound of a texture is heard at every frame of a stream, so that one can become
 * another while it runs. What a frame's weights are must depend on nothing but the frame's number:
 * a stream is then the same however its frames are divided over calls.
 *
 * <p>Where a run of recorded innovations has begun it goes on to its end whatever the weights are
 * meanwhile: those of a sound that weighs nothing any more come for one run more, whose length is
 * geometric. Of runs of 4 frames on average, 9 of 10 are over within 8 further frames, and 99 of
 * 100 within 16. The linear part and the limits follow the weights at once.
 */
@FunctionalInterface
public interface SoundWeights {

    /** The first sound alone. */
    SoundWeights FIRST =
            (frame, weights) -> {
                weights[0] = 1;
            };

    /**
     * Gives the weights of a frame.
     *
     * @param frame how many were generated before it
     * @param weights [C] out, zeros before: each at least 0, and 1 together
     */
    void at(long frame, float[] weights);

    /** The same weights at every frame. */
    static SoundWeights of(float... shares) {
        float[] copy = shares.clone();
        return (frame, weights) -> {
            if (weights.length != copy.length) {
                throw new IllegalArgumentException(
                        "%d weights for %d sounds".formatted(copy.length, weights.length));
            }
            System.arraycopy(copy, 0, weights, 0, copy.length);
        };
    }
}
