// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.Arrays;

/**
 * How the levels of a sound move within half a second: groups of four mel bands, cells of about 30
 * ms, 16 of them a stretch, the stretch's mean taken off each group. Two stretches are as alike as
 * these patterns correlate: their levels and spectra do not matter.
 */
final class Movement {

    private static final int GROUP_BANDS = 4;
    private static final int CELLS = 16;
    private static final double CELL_SECONDS = 0.03;
    // What moves by less than a tenth of a decibel stands still.
    private static final double MIN_DEVIATION_DB = 0.1;
    private static final int BLOCK = 2048;

    private final double framesPerSecond;
    private final int cellFrames;
    private final int positions;
    // [groups][frames]: the level of the cell that begins at a frame.
    private final float[][] levels;
    // [positions]: 1 over the norm of the pattern that begins there; 0 where it stands still.
    private final float[] inverseNorm;

    private Movement(double framesPerSecond, int cellFrames, float[][] levels) {
        this.framesPerSecond = framesPerSecond;
        this.cellFrames = cellFrames;
        this.levels = levels;
        positions = Math.max(0, levels[0].length - (CELLS - 1) * cellFrames);
        inverseNorm = new float[positions];
        for (int p = 0; p < positions; p++) {
            inverseNorm[p] = inverseNorm(p);
        }
    }

    /** Of a sound of any length; a short one has no stretch. */
    static Movement of(LogMel mel) {
        int cell = Math.max(1, (int) Math.round(CELL_SECONDS * mel.framesPerSecond()));
        int count = Math.max(0, mel.frames() - cell + 1);
        float[][] levels = new float[(mel.bands() + GROUP_BANDS - 1) / GROUP_BANDS][count];
        for (int g = 0; g < levels.length; g++) {
            double[] power = new double[mel.frames()];
            int end = Math.min(mel.bands(), (g + 1) * GROUP_BANDS);
            for (int b = g * GROUP_BANDS; b < end; b++) {
                float[] band = mel.powers(b);
                for (int t = 0; t < power.length; t++) {
                    power[t] += band[t];
                }
            }
            for (int t = 0; t < count; t++) {
                double sum = 0;
                for (int i = t; i < t + cell; i++) {
                    sum += power[i];
                }
                levels[g][t] = (float) (10 * Math.log10(sum));
            }
        }
        return new Movement(mel.framesPerSecond(), cell, levels);
    }

    private float inverseNorm(int position) {
        double squares = 0;
        for (float[] group : levels) {
            double sum = 0;
            double own = 0;
            for (int k = 0; k < CELLS; k++) {
                // Less the first cell: a difference of large squares would lose its digits.
                double d = group[position + k * cellFrames] - group[position];
                sum += d;
                own += d * d;
            }
            squares += own - sum * sum / CELLS;
        }
        double least = MIN_DEVIATION_DB * MIN_DEVIATION_DB * CELLS * levels.length;
        return squares < least ? 0 : (float) (1 / Math.sqrt(squares));
    }

    /** Frames at which a stretch may begin. */
    int positions() {
        return positions;
    }

    int stretchFrames() {
        return CELLS * cellFrames;
    }

    int frames(double seconds) {
        return (int) Math.ceil(seconds * framesPerSecond);
    }

    boolean moves(int position) {
        return inverseNorm[position] > 0;
    }

    /** The pattern of the stretch at a frame that moves, mean 0 a group, norm 1; [groups·16]. */
    float[] pattern(int position) {
        float[] pattern = new float[levels.length * CELLS];
        for (int g = 0; g < levels.length; g++) {
            double mean = 0;
            for (int k = 0; k < CELLS; k++) {
                mean += levels[g][position + k * cellFrames] / (double) CELLS;
            }
            for (int k = 0; k < CELLS; k++) {
                double d = levels[g][position + k * cellFrames] - mean;
                pattern[g * CELLS + k] = (float) (d * inverseNorm[position]);
            }
        }
        return pattern;
    }

    /**
     * The best correlation of a pattern with any stretch of this sound.
     *
     * @param excluded stretches that begin nearer than {@code away} to this frame are left out
     * @param away 0: none is
     * @return -1..1; -1 where there is no stretch that moves
     */
    double best(float[] pattern, int excluded, int away) {
        float[] product = new float[BLOCK];
        double best = -1;
        for (int from = 0; from < positions; from += BLOCK) {
            int count = Math.min(BLOCK, positions - from);
            Arrays.fill(product, 0, count, 0);
            for (int g = 0; g < levels.length; g++) {
                for (int k = 0; k < CELLS; k++) {
                    // The pattern has mean 0: the stretch's own mean falls out.
                    add(product, count, pattern[g * CELLS + k], levels[g], from + k * cellFrames);
                }
            }
            for (int i = 0; i < count; i++) {
                int p = from + i;
                if (inverseNorm[p] > 0 && Math.abs(p - excluded) >= away) {
                    best = Math.max(best, product[i] * inverseNorm[p]);
                }
            }
        }
        return best;
    }

    /** In a method of its own the compiler makes vectors of it. */
    private static void add(float[] sum, int count, float factor, float[] values, int from) {
        for (int i = 0; i < count; i++) {
            sum[i] += factor * values[from + i];
        }
    }
}
