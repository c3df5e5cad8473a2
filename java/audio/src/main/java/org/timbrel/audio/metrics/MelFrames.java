// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run of mel frames in an array that others may share. Neither side changes it afterwards. */
final class MelFrames {

    private static final int BLOCK_FRAMES = 4096;

    // [frames][bands] from frame `first` on.
    private final float[] power;
    private final int bands;
    private final int first;
    private final int frames;

    private MelFrames(float[] power, int bands, int first, int frames) {
        this.power = power;
        this.bands = bands;
        this.first = first;
        this.frames = frames;
    }

    int frames() {
        return frames;
    }

    float at(int frame, int band) {
        return power[(first + frame) * bands + band];
    }

    /** Frames {@code from..to - 1} of these. */
    MelFrames part(int from, int to) {
        return new MelFrames(power, bands, first + from, to - from);
    }

    /** Takes frames one by one, without ever copying a long array into a longer one. */
    static final class Collector {

        private final MelBandLimits limits;
        private final List<MelFrames> full = new ArrayList<>();
        private float[] block;
        private int count;

        Collector(MelBandLimits limits) {
            this.limits = limits;
            block = new float[BLOCK_FRAMES * limits.bands()];
        }

        /**
         * @param mel all of the spec's bands
         */
        void add(float[] mel) {
            if (count == BLOCK_FRAMES) {
                full.add(new MelFrames(block, limits.bands(), 0, count));
                block = new float[BLOCK_FRAMES * limits.bands()];
                count = 0;
            }
            for (int b = 0; b < limits.bands(); b++) {
                block[count * limits.bands() + b] = mel[limits.source(b)];
            }
            count++;
        }

        List<MelFrames> blocks() {
            List<MelFrames> blocks = new ArrayList<>(full);
            float[] last = Arrays.copyOf(block, count * limits.bands());
            blocks.add(new MelFrames(last, limits.bands(), 0, count));
            return blocks;
        }
    }
}
