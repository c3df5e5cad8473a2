// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;
import org.timbrel.audio.filter.LookAheadLimiter;
import org.timbrel.audio.vocoder.VocoderStream;

/**
 * The sound of one stream of a {@link TextureModel}, made while its frames come: their levels are
 * kept, they are shaped and rendered, and peaks turned down. What comes out does not depend on how
 * many frames are pushed at once, and is what {@link GenerateJob} writes of the same stream. One
 * thread at a time.
 */
public final class TextureVoice {

    private final TextureFrames frames;
    private final VocoderStream vocoder;
    private final LookAheadLimiter limiter;
    private long next;
    private long left;
    private float[] sound = {};
    private float[] chunk = {};

    /**
     * @param first number of the first frame that is pushed; below 0: so many are not heard
     * @param samples after which the sound ends
     */
    TextureVoice(
            TextureFrames frames,
            VocoderStream vocoder,
            LookAheadLimiter limiter,
            long first,
            long samples) {
        this.frames = frames;
        this.vocoder = vocoder;
        this.limiter = limiter;
        next = first;
        left = samples;
    }

    /** Room that a push of so many frames needs. */
    public int maxSamples(int count) {
        return vocoder.maxSamples(count);
    }

    /** Room that the end needs. */
    public int tailSamples() {
        return vocoder.tailSamples() + limiter.delaySamples();
    }

    /** Samples so far that were turned down by more than 1 dB. */
    public long turnedDown() {
        return limiter.turnedDown();
    }

    /**
     * Takes the next frames; at first those that are not heard.
     *
     * @param values [count, vectorSize], as {@code FrameStream.copyFrames} gives them; not changed
     * @param out written from 0 on, in -1..1; at least {@link #maxSamples}
     * @return samples written, at most {@link #maxSamples}; none any more behind the end
     * @throws IllegalArgumentException if a frame is not finite or louder than any sound
     */
    public int push(float[] values, int count, float[] out) {
        int size = frames.vectorSize();
        if (chunk.length < count * size) {
            chunk = new float[count * size];
        }
        System.arraycopy(values, 0, chunk, 0, count * size);
        frames.take(next, chunk, count);
        int unheard = (int) Math.max(0, Math.min(count, -next));
        next += count;
        if (unheard > 0) {
            System.arraycopy(chunk, unheard * size, chunk, 0, (count - unheard) * size);
        }
        int room = vocoder.maxSamples(count);
        sound = sound.length < room ? new float[room] : sound;
        return limited(vocoder.push(chunk, count - unheard, sound), out, 0);
    }

    /**
     * Ends the sound behind the last frame.
     *
     * @param out written from 0 on; at least {@link #tailSamples}
     * @return samples written
     * @throws IllegalStateException if it has ended before
     */
    public int finish(float[] out) {
        sound = Arrays.copyOf(sound, Math.max(sound.length, vocoder.tailSamples()));
        int written = limited(vocoder.finish(sound), out, 0);
        return written + limiter.finish(out, written);
    }

    private int limited(int count, float[] out, int at) {
        int within = (int) Math.min(count, left);
        left -= within;
        return limiter.push(sound, 0, within, out, at);
    }
}
