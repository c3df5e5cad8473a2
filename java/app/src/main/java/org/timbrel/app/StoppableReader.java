// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import org.timbrel.audio.io.SampleReader;

/** Passes samples on until there are enough, or another thread says so. */
final class StoppableReader implements SampleReader {

    private final SampleReader source;
    private long left;
    private volatile boolean stopped;

    /**
     * @param samples at most so many are given
     */
    StoppableReader(SampleReader source, long samples) {
        this.source = source;
        left = samples;
    }

    /** No more samples are given: what reads them ends as if there were none. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        if (stopped || left == 0) {
            return -1;
        }
        int read = source.read(out, offset, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
