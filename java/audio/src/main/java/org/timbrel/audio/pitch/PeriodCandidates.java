// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;

/**
 * The periods that one frame could have: the peaks of the normalised square difference function
 * r(τ) = 2 Σ w(t) w(t+τ) x(t) x(t+τ) / Σ w(t) w(t+τ) (x²(t) + x²(t+τ)), which is one less YIN's
 * difference function over the power at both ends (McLeod and Wyvill 2005, "A smarter way to find
 * pitch", eq. 6, under the window of Boersma 1993). Not thread-safe.
 */
final class PeriodCandidates {

    /** At most so many a frame. */
    static final int MAX = 8;

    // Boersma's window: three periods of the lowest pitch.
    private static final int WINDOW_PERIODS = 3;
    private static final double LOWEST_PEAK = 0.3;
    // All multiples of a period are periods: an octave down must be that much better.
    private static final double OCTAVE_COST = 0.05;
    // -90 dB under full scale.
    private static final double SILENT_POWER = 1e-9;
    // How far beyond the range a peak may lie.
    private static final double EDGE = 1.01;

    private static final int HALF_TAPS = 4;
    private static final double[] HALFWAY = halfwayTaps();

    private final double rateHz;
    private final PitchRange range;
    private final int half;
    private final int shortest;
    private final int longest;
    private final double[] window;
    private final double windowSum;
    // The transform of the window about its middle, which is real.
    private final double[] windowSpectrum;
    private final DoubleFFT_1D fft;
    private final double[] samples;
    private final double[] work;
    // r[HALF_TAPS + τ], and as much before 0 as interpolation reaches
    private final double[] r;
    private final double[] peakAt;
    private final double[] peakHeight;
    private int peaks;

    private final double[] logF0 = new double[MAX];
    private final double[] strength = new double[MAX];
    private int count;

    PeriodCandidates(double rateHz, PitchRange range) {
        this.rateHz = rateHz;
        this.range = range;
        shortest = (int) Math.max(2, Math.floor(rateHz / range.maxHz() / EDGE));
        longest = (int) Math.ceil(rateHz / range.minHz() * EDGE);
        half = (int) Math.ceil(WINDOW_PERIODS / 2.0 * rateHz / range.minHz());
        window = new double[2 * half + 1];
        double sum = 0;
        for (int i = 0; i < window.length; i++) {
            window[i] = 0.5 + 0.5 * Math.cos(Math.PI * (i - half) / (half + 1));
            sum += window[i];
        }
        windowSum = sum;
        int size = Integer.highestOneBit(window.length + longest + 2 * HALF_TAPS) << 1;
        fft = FourierTransform.of(size);
        samples = new double[window.length];
        work = new double[2 * size];
        windowSpectrum = new double[size / 2 + 1];
        for (int i = 0; i < window.length; i++) {
            work[2 * ((i - half + size) % size)] = window[i];
        }
        fft.complexForward(work);
        for (int k = 0; k < windowSpectrum.length; k++) {
            windowSpectrum[k] = work[2 * k];
        }
        r = new double[longest + 3 * HALF_TAPS];
        peakAt = new double[longest];
        peakHeight = new double[longest];
    }

    /** Samples that a frame needs before and after its centre. */
    int half() {
        return half;
    }

    /** How many candidates the frame has. */
    int count() {
        return count;
    }

    /** ln of the frequency in Hz of candidate {@code i}. */
    double logF0(int i) {
        return logF0[i];
    }

    /** How well candidate {@code i} explains the frame, at most 1. */
    double strength(int i) {
        return strength[i];
    }

    /** The candidates of the frame about sample {@code centre}. */
    void analyse(SlidingSamples source, long centre) {
        count = 0;
        source.copy(centre - half, window.length, samples);
        double mean = 0;
        for (int i = 0; i < window.length; i++) {
            mean += window[i] * samples[i];
        }
        mean /= windowSum;
        double power = 0;
        int size = work.length / 2;
        for (int i = 0; i < window.length; i++) {
            double x = samples[i] - mean;
            int at = i < half ? i - half + size : i - half;
            work[2 * at] = window[i] * x;
            work[2 * at + 1] = window[i] * x * x;
            power += work[2 * at + 1];
        }
        if (power / windowSum < SILENT_POWER) {
            return;
        }
        correlate();
        findPeaks();
        for (int p = 0; p < peaks; p++) {
            insert(p);
        }
        // Octaves cost among each other; against no pitch at all the first stands with its height.
        double cost = count == 0 ? 0 : octaveCost(logF0[0]);
        for (int i = 0; i < count; i++) {
            strength[i] += cost;
        }
    }

    private double octaveCost(double logHz) {
        return OCTAVE_COST * (Math.log(range.maxHz()) - logHz) / Math.log(2);
    }

    /**
     * Fills {@link #r} from w x and w x² in the real and imaginary parts of {@link #work}, the
     * frame's middle first.
     */
    private void correlate() {
        int size = work.length / 2;
        Arrays.fill(work, 2 * (half + 1), 2 * (size - half), 0);
        fft.complexForward(work);
        for (int k = 0; k <= size / 2; k++) {
            int a = 2 * k;
            int b = 2 * ((size - k) % size);
            double xRe = 0.5 * (work[a] + work[b]);
            double xIm = 0.5 * (work[a + 1] - work[b + 1]);
            // Both ends of the difference together are twice what is even of one.
            double even = 0.5 * (work[a + 1] + work[b + 1]);
            work[a] = xRe * xRe + xIm * xIm;
            work[a + 1] = even * windowSpectrum[k];
            work[b] = work[a];
            work[b + 1] = work[a + 1];
        }
        fft.complexInverse(work, true);
        for (int i = 0; i < r.length; i++) {
            int lag = Math.abs(i - HALF_TAPS);
            r[i] = work[2 * lag] / Math.max(work[2 * lag + 1], SILENT_POWER * 1e-3);
        }
    }

    private void findPeaks() {
        peaks = 0;
        for (int lag = shortest; lag <= longest; lag++) {
            int i = lag + HALF_TAPS;
            if (r[i] >= r[i - 1] && r[i] > r[i + 1] && r[i] > LOWEST_PEAK) {
                refine(lag);
            }
        }
    }

    /** A parabola through the highest of r(τ - ½), r(τ), r(τ + ½) and its neighbours. */
    private void refine(int lag) {
        double before = halfway(lag - 1);
        double after = halfway(lag);
        double middle = r[lag + HALF_TAPS];
        double at = lag;
        if (before > middle && before >= after) {
            after = middle;
            middle = before;
            before = r[lag - 1 + HALF_TAPS];
            at -= 0.5;
        } else if (after > middle) {
            before = middle;
            middle = after;
            after = r[lag + 1 + HALF_TAPS];
            at += 0.5;
        }
        double bend = before - 2 * middle + after;
        double offset = bend < 0 ? 0.5 * (before - after) / bend : 0;
        offset = Math.max(-1, Math.min(1, offset));
        peakAt[peaks] = at + 0.5 * offset;
        peakHeight[peaks] = Math.min(1, middle - 0.25 * (before - after) * offset);
        peaks++;
    }

    /** r(lag + ½). */
    private double halfway(int lag) {
        double sum = 0;
        for (int i = 0; i < HALFWAY.length; i++) {
            sum += HALFWAY[i] * r[lag + 1 + i];
        }
        return sum;
    }

    /** A sinc under a squared cosine, for the middle between taps HALF_TAPS - 1 and HALF_TAPS. */
    private static double[] halfwayTaps() {
        double[] taps = new double[2 * HALF_TAPS];
        double sum = 0;
        for (int i = 0; i < taps.length; i++) {
            double x = i - HALF_TAPS + 0.5;
            double fade = Math.cos(Math.PI * x / (2 * HALF_TAPS + 1));
            taps[i] = Math.sin(Math.PI * x) / (Math.PI * x) * fade * fade;
            sum += taps[i];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] /= sum;
        }
        return taps;
    }

    /** Peak {@code p} among the strongest so far, strongest first. */
    private void insert(int p) {
        double hz = rateHz / period(p);
        if (hz * EDGE < range.minHz() || hz > range.maxHz() * EDGE) {
            return;
        }
        double value = peakHeight[p] - octaveCost(Math.log(hz));
        if (count == MAX && value <= strength[MAX - 1]) {
            return;
        }
        int at = count < MAX ? count++ : MAX - 1;
        while (at > 0 && strength[at - 1] < value) {
            strength[at] = strength[at - 1];
            logF0[at] = logF0[at - 1];
            at--;
        }
        strength[at] = value;
        logF0[at] = Math.log(hz);
    }

    /** The period of peak {@code p}, made exact on the peaks at its multiples. */
    private double period(int p) {
        double period = peakAt[p];
        int q = p;
        for (int multiple = 2; multiple * period < longest; multiple *= 2) {
            double expected = multiple * period;
            while (q + 1 < peaks
                    && Math.abs(peakAt[q + 1] - expected) <= Math.abs(peakAt[q] - expected)) {
                q++;
            }
            if (Math.abs(peakAt[q] - expected) > 0.1 * period
                    || peakHeight[q] < 0.8 * peakHeight[p]) {
                break;
            }
            period = peakAt[q] / multiple;
        }
        return period;
    }
}
