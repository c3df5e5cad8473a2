// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import be.tarsos.dsp.io.TarsosDSPAudioFloatConverter;
import be.tarsos.dsp.io.TarsosDSPAudioFormat;
import be.tarsos.dsp.io.TarsosDSPAudioInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
    private final ClipEnds ends;
    private final float[] step;
    // What the source gave at once and was not handed out yet.
    private final float[] block;
    private int next;
    private int end;
    // Null until the first step, and until the source has ended.
    private float[] before;
    private float[] after;
    private int leading;
    private int trailing;
    private long samplesRead;
    private IOException failure;
    private byte[] viewed;
    private ByteBuffer view;

    /**
     * @param source samples, any block sizes
     * @param spec whose windows the dispatcher wants, and what it puts around the samples
     */
    PaddedPcm(SampleReader source, FeatureSpec spec) {
        this.source = source;
        ends = new ClipEnds(spec);
        step = new float[spec.windowSamples()];
        block = new float[Math.max(BLOCK, ends.samplesAhead())];
        leading = spec.leadSamples();
    }

    /** What stopped the reading, or null. */
    IOException failure() {
        return failure;
    }

    /** Whether {@code samples} more can be handed out without asking the source. */
    boolean hasAtHand(int samples) {
        return leading + end - next >= samples;
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
        if (viewed != out) {
            // The dispatcher keeps its buffer: a view of it, not one a frame.
            viewed = out;
            view = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
        }
        for (int i = 0; i < wanted; i++) {
            view.putFloat(offset + i * Float.BYTES, step[i]);
        }
        return length;
    }

    private boolean fill(int wanted) throws IOException {
        if (before == null) {
            begin();
        }
        int filled = Math.min(leading, wanted);
        System.arraycopy(before, before.length - leading, step, 0, filled);
        leading -= filled;
        while (filled < wanted && (next < end || refill())) {
            int n = Math.min(end - next, wanted - filled);
            System.arraycopy(block, next, step, filled, n);
            // Not before: the frames ahead of a bad sample are good.
            SampleBlocks.requireFinite(step, filled, n, samplesRead, source.sampleRateHz());
            ends.pass(step, filled, n);
            next += n;
            filled += n;
            samplesRead += n;
        }
        if (filled < wanted && after == null) {
            after = ends.after(samplesRead);
            trailing = after.length;
        }
        if (filled < wanted) {
            int n = Math.min(trailing, wanted - filled);
            System.arraycopy(after, after.length - trailing, step, filled, n);
            trailing -= n;
            filled += n;
        }
        return filled == wanted;
    }

    /** Reads as far as what stands before the clip depends on it. */
    private void begin() throws IOException {
        int wanted = ends.samplesAhead();
        int n = 0;
        while (end < wanted && n >= 0) {
            n = source.read(block, end, block.length - end);
            end += Math.max(0, n);
        }
        if (wanted > 0) {
            SampleBlocks.requireFinite(block, 0, Math.min(wanted, end), 0, source.sampleRateHz());
        }
        before = ends.before(block, Math.min(wanted, end));
    }

    private boolean refill() throws IOException {
        next = 0;
        end = Math.max(0, source.read(block, 0, block.length));
        return end > 0;
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
