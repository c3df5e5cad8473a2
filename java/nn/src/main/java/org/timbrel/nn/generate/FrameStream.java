// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

import java.util.Objects;

/**
 * One stream of a {@link Generator}, in a slot of its own until it is closed. Its frames depend on
 * the weights, its seed, its number, its temperature, its primer, its grammar and conditions, and
 * what its sounds weigh, and on nothing else.
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
     * @throws IllegalArgumentException if they are no whole frames, or not finite, or tokens that
     *     the grammar forbids
     */
    public void prime(float... frames) {
        requireOpen();
        generator.prime(slot, frames, null);
    }

    /**
     * The same with the frames' own conditions; without, those of the stream's next frame hold for
     * all of them.
     *
     * @param conditions [M,C], row m describes frame m
     * @throws IllegalArgumentException as above, or if conditions are missing or not finite
     */
    public void prime(float[] frames, float[] conditions) {
        requireOpen();
        generator.prime(slot, frames, Objects.requireNonNull(conditions, "conditions"));
    }

    /**
     * Copies what the last {@link Generator#advance} or {@link Generator#take} gave.
     *
     * @param out [K·F,D] out, for the K steps of that call
     * @return frames copied: K·F
     * @throws IllegalStateException if the stream took no part in that chunk
     */
    public int copyFrames(float[] out) {
        requireOpen();
        if (!fresh) {
            throw new IllegalStateException("the stream took no part in the last advance");
        }
        return generator.copyFrames(slot, out);
    }

    /** Frames generated so far, those of chunks that are begun among them. */
    public long position() {
        requireOpen();
        return generator.position(slot);
    }

    /**
     * Whether the stream has drawn the grammar's end token, or was given it: from then on it
     * repeats it, and {@link #position} stands still. Both wait for chunks that are begun, where
     * there is a grammar.
     */
    public boolean ended() {
        requireOpen();
        return generator.ended(slot);
    }

    /**
     * Draws the frames that are not begun at another temperature.
     *
     * @param value as {@link org.timbrel.nn.model.Sampling} has it
     * @throws IllegalArgumentException if it is outside its range
     */
    public void temperature(float value) {
        requireOpen();
        generator.temperature(slot, value);
    }

    void advanced(boolean part) {
        fresh = part;
    }

    /** Where it is. */
    int slot(Generator of) {
        requireOpen();
        if (generator != of) {
            throw new IllegalArgumentException("the stream is another generator's");
        }
        return slot;
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
