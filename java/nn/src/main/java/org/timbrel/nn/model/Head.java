// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.HeadType;

/** What turns the last layer's output into a prediction of the next frame, and its loss. */
public sealed interface Head {

    /** How devices call it. */
    HeadType type();

    /**
     * A mixture of Gaussians with diagonal covariance (Bishop 1994); the loss of a step is the
     * negative log-likelihood of its frame in nats. The head's outputs are K logits of the weights,
     * K × D means, K × D raw scales s with σ = scaleFloor + exp(s).
     *
     * @param components K, in 1..{@value NetworkSpec#MAX_COMPONENTS}
     * @param scaleFloor below which no σ falls, from the least normal float to 1: bounds the
     *     likelihood where frames repeat
     */
    record MixtureDensity(int components, float scaleFloor) implements Head {

        /**
         * @throws IllegalArgumentException if a value is out of range
         */
        public MixtureDensity {
            NetworkSpec.range("components", components, 1, NetworkSpec.MAX_COMPONENTS);
            if (!(scaleFloor >= Float.MIN_NORMAL && scaleFloor <= 1)) {
                throw new IllegalArgumentException(
                        "scaleFloor %s is outside %s..1".formatted(scaleFloor, Float.MIN_NORMAL));
            }
        }

        @Override
        public HeadType type() {
            return HeadType.MIXTURE;
        }
    }

    /** The next frame itself; the loss of a step is the mean over D of the squared error. */
    record MeanSquared() implements Head {

        @Override
        public HeadType type() {
            return HeadType.MEAN;
        }
    }

    /**
     * One of V tokens; the loss of a step is the negative logarithm of its token's probability in
     * nats. A frame is one token, and goes in through an embedding.
     *
     * @param categories V, in 1..{@value NetworkSpec#MAX_CATEGORIES}
     */
    record Categorical(int categories) implements Head {

        /**
         * @throws IllegalArgumentException if the value is out of range
         */
        public Categorical {
            NetworkSpec.range("categories", categories, 1, NetworkSpec.MAX_CATEGORIES);
        }

        @Override
        public HeadType type() {
            return HeadType.CATEGORICAL;
        }
    }

    /**
     * D independent events, each of which happens (1) or not (0), as the keys of a piano roll; the
     * loss of a step is the sum of their cross entropies in nats.
     */
    record Bernoulli() implements Head {

        @Override
        public HeadType type() {
            return HeadType.BERNOULLI;
        }
    }
}
