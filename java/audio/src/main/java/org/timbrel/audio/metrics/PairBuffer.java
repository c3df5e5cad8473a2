// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import org.timbrel.audio.io.SampleReader;

/** The samples at hand of two sounds that are read side by side, until the shorter one ends. */
final class PairBuffer {

    private static final int BLOCK = 65_536;

    private final SampleReader first;
    private final SampleReader second;
    private final float[] reference;
    private final float[] other;
    private long base;
    private int count;

    /**
     * @param keptSamples the most that is ever kept, see {@link #discardBefore}
     */
    PairBuffer(SampleReader reference, SampleReader other, int keptSamples) {
        Pair.requireSameRate(reference.sampleRateHz(), other.sampleRateHz());
        first = reference;
        second = other;
        this.reference = new float[BLOCK + keptSamples];
        this.other = new float[BLOCK + keptSamples];
    }

    /** Reads on; false where one of them has no more. */
    boolean read() throws IOException {
        int x = fill(first, reference);
        int y = fill(second, other);
        count += Math.min(x, y);
        return x == BLOCK && y == BLOCK;
    }

    private int fill(SampleReader source, float[] samples) throws IOException {
        int done = 0;
        while (done < BLOCK) {
            int read = source.read(samples, count + done, BLOCK - done);
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    /** Forgets what comes before a sample of the sounds. */
    void discardBefore(long sample) {
        int gone = (int) Math.min(count, sample - base);
        System.arraycopy(reference, gone, reference, 0, count - gone);
        System.arraycopy(other, gone, other, 0, count - gone);
        base += gone;
        count -= gone;
    }

    float[] reference() {
        return reference;
    }

    float[] other() {
        return other;
    }

    /** The number in the sounds of the first sample at hand. */
    long base() {
        return base;
    }

    int count() {
        return count;
    }

    /** The number in the sounds of the sample after the last at hand. */
    long end() {
        return base + count;
    }
}
