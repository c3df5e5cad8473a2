// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

/**
 * One stream of a {@link Generator}, in a slot of its own until it is closed. Its frames depend on
 * the weights, its seed, its number, its temperature, its primer and what its sounds weigh, and on
 * nothing else.
 */
public final class FrameStream implements AutoCloseable {

    private final Generator generator;
    private final int slot;
    private boolean open = true;
    private boolean fresh;

    FrameStream(Generator generator, int slot) {
        this.generator = generator;
        this.slot = slot;
    }

    /**
     * Feeds real frames, so that the stream goes on from them. They are not given out. Frames that
     * fill no step are left out at the beginning.
     *
     * @param frames [M,D], as the features have them, not normalised
     * @throws IllegalArgumentException if they are no whole frames, or not finite
     */
    public void prime(float... frames) {
        requireOpen();
        generator.prime(slot, frames);
    }

    /**
     * Copies what the last {@link Generator#advance} gave.
     *
     * @param out [K·F,D] out, for the K steps of that call
     * @return frames copied: K·F
     * @throws IllegalStateException if there was no such call since the stream was opened
     */
    public int copyFrames(float[] out) {
        requireOpen();
        if (!fresh) {
            throw new IllegalStateException("the stream was opened after the last advance");
        }
        return generator.copyFrames(slot, out);
    }

    /** Frames generated so far. */
    public long position() {
        requireOpen();
        return generator.position(slot);
    }

    void advanced() {
        fresh = true;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the stream is closed");
        }
    }

    /** Leaves the slot to others. A second call does nothing. */
    @Override
    public void close() {
        if (open) {
            open = false;
            generator.leave(slot);
        }
    }
}
