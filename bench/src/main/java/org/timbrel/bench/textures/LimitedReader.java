// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import org.timbrel.audio.io.SampleReader;

/** The next samples of a sound, and their energy. Closing it leaves the sound open. */
final class LimitedReader implements SampleReader {

    private final SampleReader source;
    private long left;
    private long read;
    private double energy;

    /**
     * @param most samples
     */
    LimitedReader(SampleReader source, long most) {
        this.source = source;
        left = most;
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            return -1;
        }
        int count = source.read(out, offset, (int) Math.min(length, left));
        for (int i = offset; i < offset + count; i++) {
            energy += (double) out[i] * out[i];
        }
        read += Math.max(0, count);
        left -= Math.max(0, count);
        return count;
    }

    /** Of what was read so far; NaN where nothing was. */
    double rms() {
        return Math.sqrt(energy / read);
    }

    @Override
    public void close() {
        // Whoever opened the sound closes it.
    }
}
