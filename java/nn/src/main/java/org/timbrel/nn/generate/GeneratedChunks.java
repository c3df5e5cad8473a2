// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

/**
 * All open streams of a {@link Generator} chunk by chunk. Where the device works on its own the
 * next chunk is begun before this one is given, so that it has work while this one is used;
 * elsewhere a chunk is made when it is asked for.
 *
 * <pre>{@code
 * GeneratedChunks chunks = new GeneratedChunks(generator, steps, count);
 * while (chunks.next()) {
 *     stream.copyFrames(frames);
 *     ...
 * }
 * }</pre>
 *
 * <p>What changes a stream in between, it does so from the first chunk on that is not begun.
 */
public final class GeneratedChunks {

    private final Generator generator;
    private final int steps;
    private final long count;
    private final int most;
    private long begun;
    private long taken;

    /**
     * @param steps of a chunk, at least 1
     * @param count of chunks; {@link Long#MAX_VALUE}: as many as are asked for, and perhaps one
     *     more that nobody takes
     */
    public GeneratedChunks(Generator generator, int steps, long count) {
        this.generator = generator;
        this.steps = steps;
        this.count = count;
        most = generator.worksAhead() ? 2 : 1;
    }

    /**
     * Makes the next chunk the one that {@link FrameStream#copyFrames} gives.
     *
     * @return false if there is none any more
     */
    public boolean next() {
        if (taken == count) {
            return false;
        }
        while (begun < count && begun - taken < most) {
            generator.begin(steps);
            begun++;
        }
        generator.take();
        taken++;
        return true;
    }
}
