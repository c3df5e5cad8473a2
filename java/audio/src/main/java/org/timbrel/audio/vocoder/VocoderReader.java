// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;

/**
 * Frames as sound to be read, in memory that does not grow: rendered while it is read, time 0
 * first, the vocoder's latency taken off.
 */
public final class VocoderReader implements SampleReader {

    private final Vocoder vocoder;
    private final VocoderStream stream;
    private final FrameSource frames;
    private final float[] vector;
    private final float[] block;
    private long limit;
    private long rendered;
    private long position;
    private int next;
    private int end;
    private boolean flushed;

    /**
     * As many samples as frames times the hop.
     *
     * @param vocoder fresh, not used elsewhere
     */
    public VocoderReader(Vocoder vocoder, FrameSource frames) {
        this(vocoder, frames, -1);
    }

    /**
     * As many samples as the sound had before it became frames.
     *
     * @param samples at least 0; where frames end before, zeros follow. -1 for frames times hop
     */
    public VocoderReader(Vocoder vocoder, FrameSource frames, long samples) {
        if (samples < -1) {
            throw new IllegalArgumentException("samples " + samples + " is below 0");
        }
        this.vocoder = vocoder;
        stream = new VocoderStream(vocoder);
        this.frames = frames;
        vector = new float[vocoder.spec().vectorSize()];
        block = new float[Math.max(vocoder.spec().hopSamples(), vocoder.tailSamples())];
        limit = samples;
    }

    @Override
    public int sampleRateHz() {
        return vocoder.spec().sampleRateHz();
    }

    /**
     * As {@link SampleReader#read}.
     *
     * @throws AudioFormatException if a frame cannot be rendered: not finite, or too loud
     */
    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        }
        while (next == end && !flushed && position != limit) {
            render();
        }
        if (position == limit) {
            return -1;
        }
        int count = (int) Math.min(length, limit < 0 ? Long.MAX_VALUE : limit - position);
        if (next < end) {
            count = Math.min(count, end - next);
            System.arraycopy(block, next, out, offset, count);
            next += count;
        } else {
            Arrays.fill(out, offset, offset + count, 0);
        }
        position += count;
        return count;
    }

    /** The next hop, or the tail, without what lies before time 0. */
    private void render() throws IOException {
        next = 0;
        if (frames.next(vector)) {
            try {
                end = stream.push(vector, 1, block);
            } catch (IllegalArgumentException e) {
                throw new AudioFormatException(e.getMessage(), e);
            }
            rendered++;
        } else {
            end = stream.finish(block);
            flushed = true;
            if (limit < 0) {
                limit = rendered * vocoder.spec().hopSamples();
            }
        }
    }

    @Override
    public void close() {
        // Whoever opened the frames closes them.
    }
}
