// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.filter;

import java.io.IOException;
import org.timbrel.audio.io.SampleReader;

/**
 * A sound turned down around its peaks while it is read, by a {@link LookAheadLimiter}. As many
 * samples come out as go in, at the same times. Not thread-safe.
 */
public final class PeakLimiter implements SampleReader {

    private static final int BLOCK = 4096;

    private final SampleReader source;
    private final LookAheadLimiter limiter;
    private final float[] block = new float[BLOCK];
    private final float[] tail;
    private int next;
    private int end = -1;

    /**
     * @param source closed with this
     */
    public PeakLimiter(SampleReader source) {
        this.source = source;
        limiter = new LookAheadLimiter(source.sampleRateHz());
        tail = new float[limiter.delaySamples()];
    }

    /** Samples so far that were turned down by more than 1 dB. */
    public long turnedDown() {
        return limiter.turnedDown();
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        int written = 0;
        while (written == 0 && length > 0 && end < 0) {
            int read = source.read(block, 0, Math.min(length, BLOCK));
            if (read < 0) {
                end = limiter.finish(tail, 0);
            } else {
                written = limiter.push(block, 0, read, out, offset);
            }
        }
        if (written > 0 || length == 0) {
            return written;
        }
        int count = Math.min(length, end - next);
        System.arraycopy(tail, next, out, offset, count);
        next += count;
        return count == 0 ? -1 : count;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
