// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.SplittableRandom;
import org.timbrel.audio.io.SampleReader;

/** Gives a clip in blocks of random sizes, down to one sample, as a live source would. */
final class BlockReader implements SampleReader {

    private final float[] samples;
    private final int sampleRateHz;
    private final int longestBlock;
    private final SplittableRandom random = new SplittableRandom(7);
    private int position;

    BlockReader(float[] samples, int sampleRateHz, int longestBlock) {
        this.samples = samples;
        this.sampleRateHz = sampleRateHz;
        this.longestBlock = longestBlock;
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public int read(float[] out, int offset, int length) {
        if (position == samples.length) {
            return -1;
        }
        int block = random.nextInt(1, longestBlock + 1);
        int n = Math.min(Math.min(length, block), samples.length - position);
        System.arraycopy(samples, position, out, offset, n);
        position += n;
        return n;
    }

    @Override
    public void close() {}

    /** White noise in -0.5..0.5. */
    static float[] noise(int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] noise = new float[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return noise;
    }
}
