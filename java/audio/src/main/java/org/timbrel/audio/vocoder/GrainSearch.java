// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;

/**
 * The frames of a corpus that are nearest to a point, by looking at all of them: a tree gains
 * nothing in so many dimensions, while these loops run over several frames at once. Not
 * thread-safe.
 */
final class GrainSearch {

    // Distances that stay in the first cache.
    private static final int TILE = 1024;

    private final MosaicCorpus corpus;
    private final int ahead;
    private final float[] distance = new float[TILE];
    private final float[] nearest;
    private final int[] frame;
    private int found;

    /**
     * @param count of frames to find
     * @param ahead how far into a grain the frame lies that is compared
     */
    GrainSearch(MosaicCorpus corpus, int count, int ahead) {
        this.corpus = corpus;
        this.ahead = ahead;
        nearest = new float[count];
        frame = new int[count];
    }

    /**
     * Frames that grains begin at, those first whose compared frame is nearest.
     *
     * @param point [dims]
     * @return how many there are, at most the count
     */
    int nearest(float[] point) {
        found = 0;
        int end = corpus.frames() - ahead;
        for (int from = 0; from < end; from += TILE) {
            int count = Math.min(TILE, end - from);
            Arrays.fill(distance, 0, count, 0);
            for (int d = 0; d < point.length; d++) {
                add(corpus.points()[d], from + ahead, point[d], count);
            }
            for (int i = 0; i < count; i++) {
                boolean near = found < frame.length || distance[i] < nearest[found - 1];
                if (near && corpus.begins(from + i)) {
                    insert(from + i, distance[i]);
                }
            }
        }
        return found;
    }

    private void add(float[] row, int from, float x, int count) {
        for (int i = 0; i < count; i++) {
            float difference = row[from + i] - x;
            distance[i] += difference * difference;
        }
    }

    private void insert(int where, float d) {
        int i = found < frame.length ? found++ : found - 1;
        for (; i > 0 && nearest[i - 1] > d; i--) {
            nearest[i] = nearest[i - 1];
            frame[i] = frame[i - 1];
        }
        nearest[i] = d;
        frame[i] = where;
    }

    /** The {@code i}-th of those found last. */
    int frame(int i) {
        return frame[i];
    }
}
