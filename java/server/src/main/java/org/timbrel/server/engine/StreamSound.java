// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import org.timbrel.app.TextureVoice;

/**
 * The sound of one stream, rendered piece by piece: one thread renders at a time, and one reads.
 */
final class StreamSound {

    /** Frames that are rendered at once: about half a millisecond of work. */
    static final int FRAMES = 32;

    private final TextureVoice voice;
    private final FloatRing frames;
    private final FloatRing samples;
    private final int dims;
    private long left;
    private volatile boolean finished;

    /**
     * @param frames that it renders, [frames, dims]
     * @param unheard how many there are before the first that is heard
     * @param heard how many there are from then on
     * @param ahead samples that may be rendered and not taken
     */
    StreamSound(
            TextureVoice voice, FloatRing frames, int dims, long unheard, long heard, int ahead) {
        this.voice = voice;
        this.frames = frames;
        this.dims = dims;
        left = heard > Long.MAX_VALUE - unheard ? heard : unheard + heard;
        samples = new FloatRing(ahead + room(voice));
    }

    /** Samples that one piece may have. */
    private static int room(TextureVoice voice) {
        return voice.maxSamples(FRAMES) + voice.tailSamples();
    }

    /** What is rendered and not taken yet. */
    FloatRing samples() {
        return samples;
    }

    /** Whether there is no more to be rendered. */
    boolean finished() {
        return finished;
    }

    /** Whether there is something to be rendered now. */
    boolean ready() {
        return !finished && frames.readable() > 0;
    }

    /**
     * Renders a piece.
     *
     * @return samples that can be read now beside those before
     */
    int render(Scratch scratch) {
        int count = (int) Math.min(left, Math.min(FRAMES, frames.readable() / dims));
        float[] in = scratch.frames(FRAMES * dims);
        float[] out = scratch.samples(room(voice));
        frames.read(in, 0, count * dims);
        left -= count;
        int written = voice.push(in, count, out);
        samples.write(out, written);
        if (left == 0) {
            int tail = voice.finish(out);
            samples.write(out, tail);
            written += tail;
            finished = true;
        }
        return written;
    }

    /** Room that a thread renders in. */
    static final class Scratch {
        private float[] frames = {};
        private float[] samples = {};

        float[] frames(int size) {
            frames = frames.length < size ? new float[size] : frames;
            return frames;
        }

        float[] samples(int size) {
            samples = samples.length < size ? new float[size] : samples;
            return samples;
        }
    }
}
