// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;

/**
 * Where frames are put between a spec's frames so that windows overlap enough for phases to be
 * integrated: a hop of at most an eighth of the window. Offsets are whole samples, so that any hop
 * divides.
 */
final class SubFrames {

    private static final int REDUNDANCY = 8;

    private final int hop;
    private final int count;

    SubFrames(FeatureSpec spec) {
        hop = spec.hopSamples();
        int window = spec.windowSamples();
        int wanted = (int) (((long) REDUNDANCY * hop + window - 1) / window);
        count = Math.max(1, wanted);
    }

    /** How many columns stand for one frame. */
    int count() {
        return count;
    }

    /** Samples from a frame to its sub-frame {@code i}, 0 to count (the next frame). */
    int offset(int i) {
        return (int) ((long) i * hop / count);
    }

    /** All of a frame's offsets, [count]. */
    int[] offsets() {
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = offset(i);
        }
        return offsets;
    }

    /**
     * Mel levels between two frames, linear in dB.
     *
     * @param out written, [bands]
     */
    void between(double[] earlierDb, double[] laterDb, int i, double[] out) {
        double share = (double) offset(i) / hop;
        for (int b = 0; b < out.length; b++) {
            out[b] = earlierDb[b] + share * (laterDb[b] - earlierDb[b]);
        }
    }
}
