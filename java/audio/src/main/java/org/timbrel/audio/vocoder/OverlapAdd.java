// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;

/**
 * Windowed frames into samples: Σ w·frame / Σ w², which gives back x from frames w·x at any hops,
 * the first and last window included (Griffin and Lim 1984, eq. 6). Not thread-safe.
 */
final class OverlapAdd {

    // Under this share of the windows' usual sum too little of a sample is known to scale it up.
    private static final double MIN_COVER = 0.1;

    private final double[] window;
    private final double[] windowPower;
    private final double[] sum;
    private final double[] cover;
    private final double minCover;
    private long start;

    /**
     * @param window [fftSize]
     * @param starts where frames begin within one period, ascending from 0
     * @param periodSamples after which the starts repeat
     * @param firstSample time of the first sample that comes out
     * @param reachSamples how far past the first sample not yet taken a frame may end
     */
    OverlapAdd(
            double[] window, int[] starts, int periodSamples, long firstSample, int reachSamples) {
        this.window = window;
        windowPower = new double[window.length];
        for (int i = 0; i < window.length; i++) {
            windowPower[i] = window[i] * window[i];
        }
        sum = new double[reachSamples];
        cover = new double[reachSamples];
        minCover = MIN_COVER * leastCover(windowPower, starts, periodSamples);
        start = firstSample;
    }

    /** How far before sample 0 the transform of a spec's first frame begins. */
    static int pad(FeatureSpec spec) {
        return spec.leadSamples() + (spec.fftSize() - spec.windowSamples()) / 2;
    }

    /**
     * The window of a spec, [fftSize]: where it is shorter than the transform, in its middle.
     *
     * @throws IllegalArgumentException if frames at its hop leave gaps
     */
    static double[] window(FeatureSpec spec) {
        double[] shape = spec.analysisWindow();
        double[] window = new double[spec.fftSize()];
        System.arraycopy(shape, 0, window, (window.length - shape.length) / 2, shape.length);
        double[] power = new double[window.length];
        double mean = 0;
        for (int i = 0; i < power.length; i++) {
            power[i] = window[i] * window[i];
            mean += power[i] / spec.hopSamples();
        }
        if (leastCover(power, new int[] {0}, spec.hopSamples()) < MIN_COVER * mean) {
            throw new IllegalArgumentException(
                    "hopSamples "
                            + spec.hopSamples()
                            + " leaves gaps between windows of "
                            + shape.length
                            + " samples: no sound comes back; use at most "
                            + shape.length / 2);
        }
        return window;
    }

    /** The least of Σ w² over a period. */
    private static double leastCover(double[] windowPower, int[] starts, int period) {
        double[] cover = new double[period];
        for (int begin : starts) {
            for (int i = 0; i < windowPower.length; i++) {
                cover[(begin + i) % period] += windowPower[i];
            }
        }
        return Arrays.stream(cover).min().orElseThrow();
    }

    /**
     * Adds a frame.
     *
     * @param time of its first sample; not before the first sample not yet taken
     * @param frame [fftSize], the analysis window still on it
     */
    void add(long time, double[] frame) {
        int at = Math.toIntExact(time - start);
        for (int i = 0; i < window.length; i++) {
            sum[at + i] += window[i] * frame[i];
        }
        addCover(at);
    }

    /** Adds a frame of zeros. */
    void addSilence(long time) {
        addCover(Math.toIntExact(time - start));
    }

    private void addCover(int at) {
        for (int i = 0; i < windowPower.length; i++) {
            cover[at + i] += windowPower[i];
        }
    }

    /** Gives the next {@code count} samples, at most reachSamples. */
    void take(float[] out, int offset, int count) {
        for (int i = 0; i < count; i++) {
            out[offset + i] = (float) (sum[i] / Math.max(cover[i], minCover));
        }
        int left = sum.length - count;
        System.arraycopy(sum, count, sum, 0, left);
        System.arraycopy(cover, count, cover, 0, left);
        Arrays.fill(sum, left, sum.length, 0);
        Arrays.fill(cover, left, cover.length, 0);
        start += count;
    }
}
