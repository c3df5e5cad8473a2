// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.filter;

import java.io.IOException;
import java.util.Arrays;
import org.timbrel.audio.io.SampleReader;

/**
 * Turns a sound down around its peaks, so that none is beyond full scale: the gain is down when a
 * peak comes, because it looks {@value #LOOK_AHEAD_SECONDS} s ahead, and comes back slowly. Where
 * there is no peak, samples pass bit by bit; what is read does not depend on the sizes of the
 * blocks. As many samples come out as go in. Not thread-safe.
 *
 * <p>The gain is the least that a window of samples needs, its way back an exponential, both
 * smoothed by a moving average over the window, as in Giannoulis, Massberg and Reiss (2012),
 * "Digital dynamic range compressor design", with the look-ahead that they leave out.
 */
public final class PeakLimiter implements SampleReader {

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

    private static final int BLOCK = 4096;

    private final SampleReader source;
    private final WindowMinimum least;
    private final double release;
    private final float[] block = new float[BLOCK];
    private final float[] held;
    private final long[] gains;
    private long sum;
    private double gain = 1;
    private boolean resting = true;
    private int at;
    private int delay;
    private int waiting;
    private boolean ended;
    private long turnedDown;

    /**
     * @param source closed with this
     */
    public PeakLimiter(SampleReader source) {
        this.source = source;
        int window = 1 + (int) Math.round(LOOK_AHEAD_SECONDS * source.sampleRateHz());
        least = new WindowMinimum(window);
        held = new float[window];
        delay = window - 1;
        gains = new long[window];
        Arrays.fill(gains, (long) ONE);
        sum = window * (long) ONE;
        release = Math.exp(-1 / (RELEASE_SECONDS * source.sampleRateHz()));
    }

    /** Samples so far that were turned down by more than 1 dB. */
    public long turnedDown() {
        return turnedDown;
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        int written = 0;
        while (written == 0 && length > 0) {
            int read = ended ? -1 : source.read(block, 0, Math.min(length, BLOCK));
            ended = read < 0;
            waiting += Math.max(0, read);
            if (ended && waiting == 0) {
                return -1;
            }
            // Behind the end comes silence, until the last sample is out.
            for (int k = 0; ended ? waiting > 0 && written < length : k < read; k++) {
                float next = step(ended ? 0 : block[k]);
                if (delay > 0) {
                    delay--;
                } else {
                    out[offset + written++] = next;
                    waiting--;
                }
            }
        }
        return written;
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

    @Override
    public void close() throws IOException {
        source.close();
    }
}
