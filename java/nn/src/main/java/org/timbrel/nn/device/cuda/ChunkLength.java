// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

/** How long the chunks of a wavefront of layers are. */
final class ChunkLength {

    private static final long SHORTEST = 16;
    private static final long LONGEST = 64;

    /**
     * What a chunk's beginning costs, in steps: the launches, and weights that are read anew. A
     * prediction, not a figure: some 30 µs against 2 µs a step.
     */
    private static final double STEPS_TO_BEGIN = 16;

    private ChunkLength() {}

    /**
     * The time of L layers over T steps in chunks of s is that of (T / s + L − 1) (s + b) steps,
     * where b are those that a chunk costs beside its own: least at s² = b T / (L − 1). Chunks are
     * of about that length, and all but the last of the same.
     *
     * @param layers L, at least 2
     * @return T where there would be only one
     */
    static long of(long total, int layers) {
        double best = Math.sqrt(STEPS_TO_BEGIN * total / (layers - 1));
        double length = Math.max(SHORTEST, Math.min(LONGEST, best));
        long chunks = Math.max(1, Math.round(total / length));
        return (total + chunks - 1) / chunks;
    }
}
