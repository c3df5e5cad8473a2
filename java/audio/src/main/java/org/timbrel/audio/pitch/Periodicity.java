// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;

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
    // The farther from the truth the period may still be, the fewer bands to trust.
    private static final int[] STAGE_BANDS = {2, 2, 3, 4, 5, 5};
    // Those have to hold so many harmonics.
    private static final double LOW_HARMONICS = 2.5;
    // No band is trusted beyond a noise of that share.
    private static final double LEAST_NOISE = 0.02;
    // Bands so far under the whole frame hold more of the window's skirts than of harmonics.
    private static final double LEAKAGE = 1e-4;
    // The period is known that well before: what would change it more is not the tone.
    private static final double MAX_CHANGE = 0.01;

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
    // The group of bins behind crossRe[g] and crossIm[g] belongs to that harmonic; a harmonic at
    // an edge of two bands has a group in each.
    private final int[] harmonics;
    private final int[] ends = new int[PitchFrame.BANDS];
    private final double[] power = new double[PitchFrame.BANDS];
    private final double[] shared = new double[PitchFrame.BANDS];
    private final double[] slope = new double[PitchFrame.BANDS];
    private final double[] bend = new double[PitchFrame.BANDS];
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
        harmonics = new int[largest / 2];
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
        cross(size, size / period);
        double turn = refine(2 * Math.PI * (start - lag) / period, periods, sampleRateHz / period);
        sum(turn);
        double rest = turn * period / (2 * Math.PI);
        out[offset + PitchFrame.LOG_F0] = (float) Math.log(sampleRateHz * periods / (lag + rest));
        write(size, out, offset);
    }

    /** The cross-spectrum of both windows, harmonic by harmonic, and the bands' powers. */
    private void cross(int size, double f0Bins) {
        double binHz = sampleRateHz / size;
        int k = DC_BINS;
        int g = 0;
        for (int band = 0; band < PitchFrame.BANDS; band++) {
            int bandEnd = (int) Math.min(size / 2.0, Math.ceil(topHz(band) / binHz));
            double power1 = 0;
            double power2 = 0;
            while (k < bandEnd) {
                // Bins as far as the middle between this harmonic and the next.
                int harmonic = (int) Math.rint(k / f0Bins);
                double middle = (harmonic + 0.5) * f0Bins;
                double sumRe = 0;
                double sumIm = 0;
                // Rounding may put the first bin itself beyond the middle.
                do {
                    int a = 2 * k;
                    int b = 2 * (size - k);
                    double re1 = work[a] + work[b];
                    double im1 = work[a + 1] - work[b + 1];
                    double re2 = work[a + 1] + work[b + 1];
                    double im2 = work[b] - work[a];
                    power1 += re1 * re1 + im1 * im1;
                    power2 += re2 * re2 + im2 * im2;
                    sumRe += re1 * re2 + im1 * im2;
                    sumIm += re1 * im2 - im1 * re2;
                    k++;
                } while (k < bandEnd && k <= middle);
                // What is under the first is slow enough to look the same in both windows.
                if (harmonic > 0) {
                    harmonics[g] = harmonic;
                    crossRe[g] = sumRe;
                    crossIm[g] = sumIm;
                    g++;
                }
            }
            ends[band] = g;
            power[band] = Math.sqrt(power1 * power2);
        }
    }

    private static double topHz(int band) {
        return band < PitchFrame.BANDS - 1 ? PitchFrame.edgeHz(band) : Double.MAX_VALUE;
    }

    /**
     * Newton's method on the bands' sums of Re(C e^{ihφ}), from the low bands, which bear a period
     * that is off, to all; each band weighs as its phases can be trusted (Hannan and Thomson 1973,
     * "Estimating group delay", which is likeliest for a tone in noise).
     *
     * @param start by how much of a turn the first harmonic is off, in radians
     * @return the same, better
     */
    private double refine(double start, int periods, double f0) {
        double maxChange = 2 * Math.PI * MAX_CHANGE * periods;
        double all = 0;
        for (double p : power) {
            all += p;
        }
        double turn = start;
        for (int bands : STAGE_BANDS) {
            int trusted = bands;
            while (trusted < PitchFrame.BANDS && LOW_HARMONICS * f0 > topHz(trusted - 1)) {
                trusted++;
            }
            sum(turn);
            double slopes = 0;
            double bends = 0;
            for (int b = 0; b < trusted; b++) {
                double share = Math.max(0, Math.min(1, shared[b] / (power[b] + Double.MIN_NORMAL)));
                double trust = share * share / (1 + LEAST_NOISE - share * share);
                slopes += trust * slope[b] / (power[b] + LEAKAGE * all);
                bends += trust * bend[b] / (power[b] + LEAKAGE * all);
            }
            double change = slopes / bends;
            if (!(bends > 0 && Math.abs(turn + change - start) <= maxChange)) {
                break;
            }
            turn += change;
        }
        return turn;
    }

    /** The bands' sums of Re(C e^{ihφ}), and how they change with φ. */
    private void sum(double turn) {
        double turnRe = Math.cos(turn);
        double turnIm = Math.sin(turn);
        double re = 1;
        double im = 0;
        int harmonic = 0;
        int g = 0;
        for (int band = 0; band < PitchFrame.BANDS; band++) {
            double sum = 0;
            double sum1 = 0;
            double sum2 = 0;
            for (; g < ends[band]; g++) {
                int h = harmonics[g];
                for (; harmonic < h; harmonic++) {
                    double next = re * turnRe - im * turnIm;
                    im = re * turnIm + im * turnRe;
                    re = next;
                }
                double turned = crossRe[g] * re - crossIm[g] * im;
                sum += turned;
                sum1 -= h * (crossRe[g] * im + crossIm[g] * re);
                sum2 += (double) h * h * turned;
            }
            shared[band] = sum;
            slope[band] = sum1;
            bend[band] = sum2;
        }
    }

    private void write(int size, float[] out, int offset) {
        // A full-scale sine has size²/4 under the window as it is summed here.
        double floor = FLOOR * size * size / 4;
        double periodic = 0;
        double all = 0;
        for (int b = 0; b < PitchFrame.BANDS; b++) {
            double share = Math.max(0, Math.min(1, shared[b] / (power[b] + floor)));
            periodic += share * (power[b] + floor);
            all += power[b] + floor;
            out[offset + PitchFrame.BAND_VOICING + b] = (float) share;
        }
        out[offset + PitchFrame.VOICING] = (float) (periodic / all);
    }
}
