// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FourierTransform;

/**
 * How periodic a frame of known period is, band by band, and its period made exact.
 *
 * <p>Two windows lie a whole number of periods apart, symmetrically about the frame's centre. What
 * is periodic is the same in both, noise is not: of a sum of both, the cross-spectrum's real part
 * over the power is the periodic share. A period that is slightly off turns the cross-spectrum in
 * proportion to frequency, so that the slope of the phase tells the rest of it. Not thread-safe.
 */
final class Periodicity {

    private static final double WINDOW_SECONDS = 0.02;
    // Windows overlap at least by half, so that both lie near the centre.
    private static final double WINDOW_LAGS = 2.2;
    // Nearer windows would find the noise about a high harmonic periodic too.
    private static final double LAG_SECONDS = 0.005;
    // A band's power on top, -110 dB of full scale: digital silence has no share.
    private static final double FLOOR = 1e-11;
    // Bins about 0 that hold what is left of DC under the window.
    private static final int DC_BINS = 2;
    // The farther from the truth the period may still be, the lower the harmonics to trust.
    private static final double[] STAGE_HARMONICS = {2.5, 8.5};
    private static final double[] STAGE_HZ = {2500, 5000};
    private static final int ROUNDS = 2;
    private static final double MAX_CHANGE = 0.03;

    private final double sampleRateHz;
    private final int smallest;
    // By the power of two over the smallest:
    private final DoubleFFT_1D[] ffts;
    private final double[][] windows;
    private final double[] first;
    private final double[] second;
    private final double[] work;
    private final double[] crossRe;
    private final double[] crossIm;
    private final double[] power1 = new double[PitchFrame.BANDS];
    private final double[] power2 = new double[PitchFrame.BANDS];
    private final double[] shared = new double[PitchFrame.BANDS];
    private final int largest;
    private final int reach;

    Periodicity(double sampleRateHz, PitchRange range) {
        this.sampleRateHz = sampleRateHz;
        smallest = atLeast(WINDOW_SECONDS * sampleRateHz);
        double longestLag = Math.max(1 / range.minHz(), 1.5 * LAG_SECONDS) * 1.02 * sampleRateHz;
        largest = Math.max(smallest, atLeast(WINDOW_LAGS * longestLag));
        int sizes = 1 + Integer.numberOfTrailingZeros(largest / smallest);
        ffts = new DoubleFFT_1D[sizes];
        windows = new double[sizes][];
        for (int i = 0; i < sizes; i++) {
            int size = smallest << i;
            ffts[i] = FourierTransform.of(size);
            windows[i] = new double[size];
            for (int n = 0; n < size; n++) {
                windows[i][n] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (n + 0.5) / size);
            }
        }
        first = new double[largest];
        second = new double[largest];
        work = new double[2 * largest];
        crossRe = new double[largest / 2];
        crossIm = new double[largest / 2];
        reach = (int) Math.ceil((largest + longestLag) / 2) + 2;
    }

    private static int atLeast(double samples) {
        int size = 64;
        while (size < samples) {
            size *= 2;
        }
        return size;
    }

    /** Samples that a frame needs before and after its centre. */
    int half() {
        return reach;
    }

    /**
     * Measures the frame about sample {@code centre}.
     *
     * @param logF0 ln of its frequency in Hz, within a few per cent
     * @param out all values of a pitch frame, written
     */
    void measure(SlidingSamples source, long centre, double logF0, float[] out, int offset) {
        double period = sampleRateHz / Math.exp(logF0);
        int periods = (int) Math.max(1, Math.rint(LAG_SECONDS * sampleRateHz / period));
        double start = periods * period;
        int lag = (int) Math.rint(start);
        int level = 0;
        while (smallest << level < WINDOW_LAGS * lag && smallest << level < largest) {
            level++;
        }
        int size = smallest << level;
        long from = centre - (size + lag) / 2;
        source.copy(from, size, first);
        source.copy(from + lag, size, second);
        double[] window = windows[level];
        for (int n = 0; n < size; n++) {
            work[2 * n] = window[n] * first[n];
            work[2 * n + 1] = window[n] * second[n];
        }
        ffts[level].complexForward(work);
        double f0Bins = size / period;
        cross(size, 0.5 * f0Bins);
        double rest = refine(size, start - lag, f0Bins, MAX_CHANGE * period);
        shares(size, rest);
        out[offset + PitchFrame.LOG_F0] = (float) Math.log(sampleRateHz * periods / (lag + rest));
        write(size, out, offset);
    }

    /** The cross-spectrum of both windows, and the bands' power in each. */
    private void cross(int size, double lowestBin) {
        Arrays.fill(power1, 0);
        Arrays.fill(power2, 0);
        double binHz = sampleRateHz / size;
        int band = 0;
        for (int k = DC_BINS; k < size / 2; k++) {
            while (band < PitchFrame.BANDS - 1 && k * binHz >= PitchFrame.edgeHz(band)) {
                band++;
            }
            int a = 2 * k;
            int b = 2 * (size - k);
            double re1 = work[a] + work[b];
            double im1 = work[a + 1] - work[b + 1];
            double re2 = work[a + 1] + work[b + 1];
            double im2 = work[b] - work[a];
            power1[band] += re1 * re1 + im1 * im1;
            power2[band] += re2 * re2 + im2 * im2;
            // No harmonic lies there; what does is slow enough to look the same in both windows.
            boolean below = k < lowestBin;
            crossRe[k] = below ? 0 : re1 * re2 + im1 * im2;
            crossIm[k] = below ? 0 : re1 * im2 - im1 * re2;
        }
    }

    /** Newton's method on Σ Re(C e^{iωδ}), from few harmonics to more; returns δ in samples. */
    private double refine(int size, double start, double f0Bins, double maxChange) {
        double rest = start;
        for (int stage = 0; stage < STAGE_HZ.length; stage++) {
            double bins =
                    Math.max(
                            STAGE_HARMONICS[stage] * f0Bins, STAGE_HZ[stage] * size / sampleRateHz);
            int end = (int) Math.min(size / 2.0, bins);
            for (int round = 0; round < ROUNDS; round++) {
                double change = step(size, end, rest);
                if (!(Math.abs(rest + change - start) <= maxChange)) {
                    return rest;
                }
                rest += change;
            }
        }
        return rest;
    }

    /** One step of it over the bins under {@code end}; NaN where the sum bends upwards. */
    private double step(int size, int end, double rest) {
        double angle = 2 * Math.PI * rest / size;
        double turnRe = Math.cos(angle);
        double turnIm = Math.sin(angle);
        double re = Math.cos(DC_BINS * angle);
        double im = Math.sin(DC_BINS * angle);
        double slope = 0;
        double bend = 0;
        for (int k = DC_BINS; k < end; k++) {
            slope -= k * (crossRe[k] * im + crossIm[k] * re);
            bend += (double) k * k * (crossRe[k] * re - crossIm[k] * im);
            double turned = re * turnRe - im * turnIm;
            im = re * turnIm + im * turnRe;
            re = turned;
        }
        return bend > 0 ? slope / bend / (2 * Math.PI / size) : Double.NaN;
    }

    /** The bands' sums of Re(C e^{iωδ}). */
    private void shares(int size, double rest) {
        Arrays.fill(shared, 0);
        double angle = 2 * Math.PI * rest / size;
        double turnRe = Math.cos(angle);
        double turnIm = Math.sin(angle);
        double re = Math.cos(DC_BINS * angle);
        double im = Math.sin(DC_BINS * angle);
        double binHz = sampleRateHz / size;
        int band = 0;
        for (int k = DC_BINS; k < size / 2; k++) {
            while (band < PitchFrame.BANDS - 1 && k * binHz >= PitchFrame.edgeHz(band)) {
                band++;
            }
            shared[band] += crossRe[k] * re - crossIm[k] * im;
            double turned = re * turnRe - im * turnIm;
            im = re * turnIm + im * turnRe;
            re = turned;
        }
    }

    private void write(int size, float[] out, int offset) {
        // A full-scale sine has size²/4 under the window as it is summed here.
        double floor = FLOOR * size * size / 4;
        double periodic = 0;
        double all = 0;
        for (int b = 0; b < PitchFrame.BANDS; b++) {
            double power = Math.sqrt(power1[b] * power2[b]) + floor;
            double share = Math.max(0, Math.min(1, shared[b] / power));
            periodic += share * power;
            all += power;
            out[offset + PitchFrame.BAND_VOICING + b] = (float) share;
        }
        out[offset + PitchFrame.VOICING] = (float) (periodic / all);
    }
}
