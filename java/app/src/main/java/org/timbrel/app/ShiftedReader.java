// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import org.timbrel.audio.io.SampleReader;

/** A sound without its first samples, so that its frames lie between those of the whole. */
final class ShiftedReader implements SampleReader {

    private final SampleReader source;
    private int left;

    /**
     * @param samples left out, at least 0
     */
    ShiftedReader(SampleReader source, int samples) {
        this.source = source;
        left = samples;
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        while (left > 0 && length > 0) {
            int read = source.read(out, offset, Math.min(length, left));
            if (read < 0) {
                return read;
            }
            left -= read;
        }
        return source.read(out, offset, length);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
