// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.timbrel.audio.io.SampleReader;

/** Passes samples on, counts them, and stops with an exception when its thread is interrupted. */
final class MeteredReader implements SampleReader {

    private final SampleReader source;
    private final Meter meter;
    private long count;

    /** Told after every block. */
    interface Meter {
        /** {@code count} samples more, at {@code sampleRateHz} a second. */
        void samples(int count, int sampleRateHz);
    }

    MeteredReader(SampleReader source, Meter meter) {
        this.source = source;
        this.meter = meter;
    }

    /** Duration in seconds of what was read so far. */
    double seconds() {
        return (double) count / sampleRateHz();
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        int read = source.read(out, offset, length);
        if (read > 0) {
            count += read;
            meter.samples(read, sampleRateHz());
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
