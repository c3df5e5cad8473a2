// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import be.tarsos.dsp.io.TarsosDSPAudioFloatConverter;
import be.tarsos.dsp.io.TarsosDSPAudioFormat;
import be.tarsos.dsp.io.TarsosDSPAudioInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.timbrel.audio.io.SampleBlocks;
import org.timbrel.audio.io.SampleReader;

/**
 * A reader as TarsosDSP's dispatcher wants it: little-endian float PCM.
 *
 * <p>The dispatcher would zero-pad whatever is left at the end into one frame too many. So samples
 * are handed out in whole steps only, one window and then one hop at a time, and the end comes
 * before a step that cannot be filled. A read error also ends the stream (the dispatcher would
 * throw an {@link Error}) and is kept in {@link #failure()}.
 */
final class PaddedPcm implements TarsosDSPAudioInputStream {

    private static final int BLOCK = 1 << 13;

    private final SampleReader source;
    private final float[] step;
    // What the source gave at once and was not handed out yet.
    private final float[] block = new float[BLOCK];
    private int next;
    private int end;
    private int leadingZeros;
    private int trailingZeros;
    private long samplesRead;
    private IOException failure;

    /**
     * @param source samples, any block sizes
     * @param windowSamples the dispatcher's buffer
     * @param padding zeros before and after the samples
     */
    PaddedPcm(SampleReader source, int windowSamples, int padding) {
        this.source = source;
        this.step = new float[windowSamples];
        this.leadingZeros = padding;
        this.trailingZeros = padding;
    }

    /** What stopped the reading, or null. */
    IOException failure() {
        return failure;
    }

    /** Whether {@code samples} more can be handed out without asking the source. */
    boolean hasAtHand(int samples) {
        return leadingZeros + end - next >= samples;
    }

    /** Samples of the source handed out so far, padding not counted. */
    long samplesRead() {
        return samplesRead;
    }

    @Override
    public int read(byte[] out, int offset, int length) {
        int wanted = length / Float.BYTES;
        try {
            if (!fill(wanted)) {
                return -1;
            }
        } catch (IOException e) {
            failure = e;
            return -1;
        }
        ByteBuffer.wrap(out, offset, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(step, 0, wanted);
        return length;
    }

    private boolean fill(int wanted) throws IOException {
        int filled = Math.min(leadingZeros, wanted);
        Arrays.fill(step, 0, filled, 0f);
        leadingZeros -= filled;
        while (filled < wanted) {
            if (next == end) {
                next = 0;
                end = Math.max(0, source.read(block, 0, block.length));
                if (end == 0) {
                    break;
                }
            }
            int n = Math.min(end - next, wanted - filled);
            System.arraycopy(block, next, step, filled, n);
            // Not before: the frames ahead of a bad sample are good.
            SampleBlocks.requireFinite(step, filled, n, samplesRead, source.sampleRateHz());
            next += n;
            filled += n;
            samplesRead += n;
        }
        int zeros = Math.min(trailingZeros, wanted - filled);
        Arrays.fill(step, filled, filled + zeros, 0f);
        trailingZeros -= zeros;
        return filled + zeros == wanted;
    }

    @Override
    public TarsosDSPAudioFormat getFormat() {
        float rate = source.sampleRateHz();
        return new TarsosDSPAudioFormat(
                TarsosDSPAudioFloatConverter.PCM_FLOAT,
                rate,
                Float.SIZE,
                1,
                Float.BYTES,
                rate,
                false);
    }

    @Override
    public long skip(long bytes) throws IOException {
        throw new IOException("frames are read in order, nothing is skipped");
    }

    @Override
    public long getFrameLength() {
        return -1;
    }

    @Override
    public void close() {
        // Whoever opened the source closes it.
    }
}
