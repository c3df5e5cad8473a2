// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.SplittableRandom;

/**
 * One continuous stream of white noise, of which every frame sees its stretch: neighbouring frames
 * agree where they overlap. Uniform, variance 1; its spectrum under a window is Gaussian enough.
 */
final class NoiseSource {

    private static final double SCALE = Math.sqrt(3) * 0x1.0p-31;

    private final SplittableRandom random;
    private final double[] stretch;

    /** Noise for frames of {@code size} samples. */
    NoiseSource(long seed, int size) {
        random = new SplittableRandom(seed);
        stretch = new double[size];
        draw(0);
    }

    /** Moves on by {@code count} samples, at most the size. */
    void advance(int count) {
        System.arraycopy(stretch, count, stretch, 0, stretch.length - count);
        draw(stretch.length - count);
    }

    private void draw(int from) {
        int i = from;
        for (; i + 1 < stretch.length; i += 2) {
            long bits = random.nextLong();
            stretch[i] = SCALE * (int) bits;
            stretch[i + 1] = SCALE * (int) (bits >> 32);
        }
        if (i < stretch.length) {
            stretch[i] = SCALE * random.nextInt();
        }
    }

    /** The stretch under the frame, [size]. */
    double[] samples() {
        return stretch;
    }
}
