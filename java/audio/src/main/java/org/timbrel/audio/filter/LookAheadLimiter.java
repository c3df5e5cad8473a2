// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.filter;

import java.util.Arrays;
import java.util.Objects;

/**
 * Turns a sound down around its peaks, so that none is beyond full scale: the gain is down when a
 * peak comes, because it looks {@value #LOOK_AHEAD_SECONDS} s ahead, and comes back slowly. Where
 * there is no peak, samples pass bit by bit; what comes out does not depend on the sizes of the
 * blocks. As many samples come out as go in, the look-ahead later. Not thread-safe.
 *
 * <p>The gain is the least that a window of samples needs, its way back an exponential, both
 * smoothed by a moving average over the window, as in Giannoulis, Massberg and Reiss (2012),
 * "Digital dynamic range compressor design", with the look-ahead that they leave out.
 */
public final class LookAheadLimiter {

    /** No sample is beyond. */
    public static final double CEILING = 0.99;

    /** How long before a peak the gain begins to fall. */
    public static final double LOOK_AHEAD_SECONDS = 0.005;

    /** What is turned down by more than 1 dB can be heard. */
    private static final double HEARD_GAIN = 0.891;

    private static final double RELEASE_SECONDS = 0.05;
    private static final double ALL_BACK = 1 - 1e-6;

    /** Gains are summed as whole numbers, so that their sum is exact for ever. */
    private static final double ONE = 1L << 40;

    private final WindowMinimum least;
    private final double release;
    private final float[] held;
    private final long[] gains;
    private long sum;
    private double gain = 1;
    private boolean resting = true;
    private int at;

    /** Samples that went in and are not out, at most the delay. */
    private int waiting;

    private boolean finished;
    private long turnedDown;

    /**
     * @param sampleRateHz at least 1
     */
    public LookAheadLimiter(int sampleRateHz) {
        if (sampleRateHz < 1) {
            throw new IllegalArgumentException("sampleRateHz " + sampleRateHz + " is below 1");
        }
        int window = 1 + (int) Math.round(LOOK_AHEAD_SECONDS * sampleRateHz);
        least = new WindowMinimum(window);
        held = new float[window];
        gains = new long[window];
        Arrays.fill(gains, (long) ONE);
        sum = window * (long) ONE;
        release = Math.exp(-1 / (RELEASE_SECONDS * sampleRateHz));
    }

    /** How many samples stay inside until {@link #finish}. */
    public int delaySamples() {
        return held.length - 1;
    }

    /** Samples so far that were turned down by more than 1 dB. */
    public long turnedDown() {
        return turnedDown;
    }

    /**
     * Takes the next samples, and gives what is done of those so far.
     *
     * @param in [count] from {@code offset}
     * @param out written from {@code outOffset} on, at most {@code count}; may be {@code in} itself
     *     if {@code outOffset} is not behind {@code offset}
     * @return how many were written: {@code count}, less at the begin
     * @throws IllegalStateException if the sound has ended before
     */
    public int push(float[] in, int offset, int count, float[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, count, in.length);
        Objects.checkFromIndexSize(
                outOffset, Math.max(0, waiting + count - delaySamples()), out.length);
        requireOpen();
        int written = 0;
        for (int k = offset; k < offset + count; k++) {
            float next = step(in[k]);
            if (waiting < delaySamples()) {
                waiting++;
            } else {
                out[outOffset + written++] = next;
            }
        }
        return written;
    }

    /**
     * Ends the sound: the samples that are still inside.
     *
     * @param out written from {@code outOffset} on, at most {@link #delaySamples()}
     * @return how many were written
     * @throws IllegalStateException if the sound has ended before
     */
    public int finish(float[] out, int outOffset) {
        Objects.checkFromIndexSize(outOffset, waiting, out.length);
        requireOpen();
        finished = true;
        // Behind the end comes silence, until the last sample is out.
        for (int k = waiting; k < delaySamples(); k++) {
            step(0);
        }
        for (int k = 0; k < waiting; k++) {
            out[outOffset + k] = step(0);
        }
        return waiting;
    }

    private void requireOpen() {
        if (finished) {
            throw new IllegalStateException("the sound has ended; a second needs a second limiter");
        }
    }

    /** Takes a sample, and gives that from a window's length less one before. */
    private float step(float sample) {
        double size = Math.abs(sample);
        double factor = 1;
        // At rest, which is nearly always, every gain that is remembered is 1 already.
        if (!resting || size > CEILING) {
            factor = gain(size > CEILING ? CEILING / size : 1);
        }
        held[at] = sample;
        at = at + 1 == held.length ? 0 : at + 1;
        if (factor < HEARD_GAIN && held[at] != 0) {
            turnedDown++;
        }
        return (float) (held[at] * factor);
    }

    /** Takes what a sample needs, and gives the gain of that from a window's length before. */
    private double gain(double need) {
        gain = Math.min(least.next(need), 1 - (1 - gain) * release);
        if (gain > ALL_BACK) {
            gain = 1;
        }
        long whole = (long) (gain * ONE);
        sum += whole - gains[at];
        gains[at] = whole;
        double all = held.length * ONE;
        resting = gain == 1 && sum == (long) all;
        return sum / all;
    }
}
