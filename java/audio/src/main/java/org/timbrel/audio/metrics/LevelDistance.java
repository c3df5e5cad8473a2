// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.Arrays;
import java.util.List;

/** Distances between the mel band levels of two sounds at the same rate, all in dB, 0 at best. */
public final class LevelDistance {

    private LevelDistance() {}

    /**
     * LM: the mean |difference| over bands and frames of aligned sounds, over the shorter one's
     * frames.
     */
    public static double aligned(LogMel reference, LogMel other) {
        int frames = Math.min(reference.frames(), other.frames());
        double sum = 0;
        for (int b = 0; b < reference.bands(); b++) {
            double[] x = reference.levelsDb(b);
            double[] y = other.levelsDb(b);
            for (int t = 0; t < frames; t++) {
                sum += Math.abs(x[t] - y[t]);
            }
        }
        return sum / ((double) reference.bands() * frames);
    }

    /**
     * LMs: as LM, after sorting each band over time: how far the distributions of the levels are
     * apart, in whatever order they come. Sounds of different lengths are compared at the same
     * quantiles, as many as the shorter one has frames.
     */
    public static double sorted(LogMel reference, LogMel other) {
        int count = Math.min(reference.frames(), other.frames());
        double sum = 0;
        for (int b = 0; b < reference.bands(); b++) {
            double[] x = reference.levelsDb(b);
            double[] y = other.levelsDb(b);
            Arrays.sort(x);
            Arrays.sort(y);
            for (int i = 0; i < count; i++) {
                double at = (i + 0.5) / count;
                sum += Math.abs(quantile(x, at) - quantile(y, at));
            }
        }
        return sum / ((double) reference.bands() * count);
    }

    /** Linear between the sorted values, value i at (i + ½) / n. */
    private static double quantile(double[] sorted, double at) {
        double x = Math.max(0, Math.min(sorted.length - 1, at * sorted.length - 0.5));
        int i = (int) x;
        double next = sorted[Math.min(i + 1, sorted.length - 1)];
        return sorted[i] + (x - i) * (next - sorted[i]);
    }

    /**
     * LT of a sound against several, as if they were one.
     *
     * @param reference all at the other's rate
     */
    public static double longTerm(List<Portrait> reference, Portrait other) {
        return longTerm(new SoundSet(reference).joined(), other.mel());
    }

    /** LT: the mean |difference| of the bands' levels over the whole sound. */
    public static double longTerm(LogMel reference, LogMel other) {
        double sum = 0;
        for (int b = 0; b < reference.bands(); b++) {
            sum += Math.abs(reference.meanLevelDb(b) - other.meanLevelDb(b));
        }
        return sum / reference.bands();
    }
}
