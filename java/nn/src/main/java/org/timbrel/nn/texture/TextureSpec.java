// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import java.util.List;

/**
 * How a texture is fitted.
 *
 * @param past P, frames that the linear part looks back at, 1..64
 * @param timeConstants of the slow averages, each in 1..{@value LinearFit#LONGEST} steps; none: no
 *     averages
 * @param clusters K of innovations, 1..4096
 * @param run mean length of the runs in which innovations follow each other as recorded, at least 1
 * @param seed of the clusters
 */
public record TextureSpec(int past, List<Float> timeConstants, int clusters, float run, long seed) {

    /** Four frames, averages over 16, 64 and 256, 64 clusters, runs of four. */
    public static final TextureSpec DEFAULT = new TextureSpec(4, List.of(16f, 64f, 256f), 64, 4, 0);

    private static final int MOST_PAST = 64;
    private static final int MOST_CLUSTERS = 4096;

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public TextureSpec {
        timeConstants = List.copyOf(timeConstants);
        range("past", past, MOST_PAST);
        range("clusters", clusters, MOST_CLUSTERS);
        for (float steps : timeConstants) {
            if (!(steps >= 1 && steps <= LinearFit.LONGEST)) {
                throw new IllegalArgumentException(
                        "a time constant of %s steps is outside 1..%d"
                                .formatted(steps, LinearFit.LONGEST));
            }
        }
        if (!(run >= 1) || run == Float.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "run %s must be at least 1, and finite".formatted(run));
        }
    }

    private static void range(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "%s %d is outside 1..%d".formatted(name, value, most));
        }
    }
}
