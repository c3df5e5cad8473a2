// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import java.util.ArrayList;
import java.util.List;

/** Mean levels of a sound's bands over stretches of {@link SelfSimilarity#CELL_SECONDS}. */
final class LevelCells {

    private final int bands;
    private final double framesPerSecond;
    private final List<float[]> cells = new ArrayList<>();
    private final double[] sum;
    private int count;
    private long frames;

    LevelCells(int bands, double framesPerSecond) {
        this.bands = bands;
        this.framesPerSecond = framesPerSecond;
        sum = new double[bands];
    }

    /**
     * @param levels of the next frame, in dB, [bands]
     */
    void add(double[] levels) {
        long cell = (long) (frames / framesPerSecond / SelfSimilarity.CELL_SECONDS);
        if (cell > cells.size()) {
            close();
        }
        for (int b = 0; b < bands; b++) {
            sum[b] += levels[b];
        }
        count++;
        frames++;
    }

    private void close() {
        float[] mean = new float[bands];
        for (int b = 0; b < bands; b++) {
            mean[b] = (float) (sum[b] / count);
            sum[b] = 0;
        }
        cells.add(mean);
        count = 0;
    }

    /** The first cells less the mean of them all, [cells][bands]; nothing is added afterwards. */
    float[][] centred(int wanted) {
        if (count > 0) {
            close();
        }
        float[][] points = new float[Math.min(wanted, cells.size())][bands];
        for (int b = 0; b < bands; b++) {
            double mean = 0;
            for (int c = 0; c < points.length; c++) {
                mean += cells.get(c)[b] / points.length;
            }
            for (int c = 0; c < points.length; c++) {
                points[c][b] = (float) (cells.get(c)[b] - mean);
            }
        }
        return points;
    }
}
