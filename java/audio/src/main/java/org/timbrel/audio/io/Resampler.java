// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.util.Objects;

/** Changes the sample rate of what is read, as {@link ResamplerStream} does. */
final class Resampler implements SampleReader {

    private static final int BLOCK_SAMPLES = 4_096;

    private final SampleReader source;
    private final int sampleRateHz;
    private final ResamplerStream stream;
    private final float[] input = new float[BLOCK_SAMPLES];
    private boolean ended;

    /**
     * Takes the source over: it is closed with this reader, or at once if this fails.
     *
     * @param sampleRateHz 1,000..384,000
     */
    Resampler(SampleReader source, int sampleRateHz) throws IOException {
        this.source = source;
        this.sampleRateHz = sampleRateHz;
        try {
            stream = new ResamplerStream(source.sampleRateHz(), sampleRateHz, BLOCK_SAMPLES);
        } catch (Throwable e) {
            source.close();
            throw e;
        }
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        }
        while (true) {
            int taken = stream.take(out, offset, length);
            if (taken > 0) {
                return taken;
            }
            if (ended) {
                return -1;
            }
            int read = source.read(input, 0, stream.room());
            if (read >= 0) {
                stream.push(input, 0, read);
            } else {
                stream.finish();
                ended = true;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (source) {
            stream.close();
        }
    }
}
