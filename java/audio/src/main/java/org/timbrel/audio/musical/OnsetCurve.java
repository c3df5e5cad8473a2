// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import java.util.Arrays;

/**
 * How much begins at each moment of a sound: the mean rise of its bands, in dB, over the loudest of
 * each band and its neighbours two frames before, so that a note that wavers does not begin anew
 * (Böck and Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013). Before
 * the sound there is silence. What is struck or plucked is found, and an organ; a choir or strings,
 * which take longer than these two frames to begin, are found late or not at all.
 */
public final class OnsetCurve {

    private static final int BACK_FRAMES = 2;

    // Böck, Krebs and Schedl, "Evaluating the online capabilities of onset detection methods",
    // ISMIR 2012, offline: a peak among its neighbours, above their mean.
    private static final double PEAK_SECONDS = 0.03;
    private static final double MEAN_BEFORE_SECONDS = 0.1;
    private static final double MEAN_AFTER_SECONDS = 0.07;
    private static final double ABOVE_MEAN_DB = 0.4;

    private final float[] strengths;
    private final double framesPerSecond;

    private OnsetCurve(float[] strengths, double framesPerSecond) {
        this.strengths = strengths;
        this.framesPerSecond = framesPerSecond;
    }

    /** How many frames. */
    public int frames() {
        return strengths.length;
    }

    /** Frames a second: 50 to 100, by the rate. */
    public double framesPerSecond() {
        return framesPerSecond;
    }

    /** The mean rise in a frame, in dB; at least 0. */
    public float at(int frame) {
        return strengths[frame];
    }

    /** When something begins: seconds from the beginning, in order. */
    public double[] seconds() {
        int reach = (int) Math.round(PEAK_SECONDS * framesPerSecond);
        int before = (int) Math.round(MEAN_BEFORE_SECONDS * framesPerSecond);
        int after = (int) Math.round(MEAN_AFTER_SECONDS * framesPerSecond);
        double[] found = new double[strengths.length];
        int count = 0;
        int last = -reach - 1;
        for (int t = 0; t < strengths.length; t++) {
            if (t - last > reach
                    && strengths[t] >= ABOVE_MEAN_DB + mean(t - before, t + after)
                    && isPeak(t, reach)) {
                found[count++] = t / framesPerSecond;
                last = t;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private boolean isPeak(int frame, int reach) {
        for (int t = Math.max(0, frame - reach);
                t <= Math.min(strengths.length - 1, frame + reach);
                t++) {
            if (strengths[t] > strengths[frame]) {
                return false;
            }
        }
        return true;
    }

    private double mean(int from, int to) {
        double sum = 0;
        int first = Math.max(0, from);
        int last = Math.min(strengths.length - 1, to);
        for (int t = first; t <= last; t++) {
            sum += strengths[t];
        }
        return sum / (last - first + 1);
    }

    /** How many times a second something begins. */
    public double perSecond() {
        return seconds().length * framesPerSecond / strengths.length;
    }

    /** How it repeats itself from beat to beat. */
    public BeatSpectrum beat() {
        return new BeatSpectrum(strengths, framesPerSecond);
    }

    /** Takes frames one by one. */
    static final class Listener {

        // Of the frames before, the oldest first: the loudest of each band and its neighbours.
        private final double[][] loudest;
        private float[] strengths = new float[1024];
        private int frames;

        Listener(int bands) {
            loudest = new double[BACK_FRAMES][bands];
        }

        /**
         * @param levels [bands], in dB above the least that counts
         */
        void add(double[] levels) {
            double[] oldest = loudest[frames % BACK_FRAMES];
            double rise = 0;
            for (int b = 0; b < levels.length; b++) {
                rise += Math.max(0, levels[b] - oldest[b]);
            }
            for (int b = 0; b < levels.length; b++) {
                double below = levels[Math.max(0, b - 1)];
                double above = levels[Math.min(levels.length - 1, b + 1)];
                oldest[b] = Math.max(levels[b], Math.max(below, above));
            }
            if (frames == strengths.length) {
                strengths = Arrays.copyOf(strengths, Math.multiplyExact(2, frames));
            }
            strengths[frames++] = (float) (rise / levels.length);
        }

        OnsetCurve curve(double framesPerSecond) {
            // The windows of the last two look beyond the end, which is no onset.
            Arrays.fill(strengths, Math.max(0, frames - 2), frames, 0);
            return new OnsetCurve(Arrays.copyOf(strengths, frames), framesPerSecond);
        }
    }
}
