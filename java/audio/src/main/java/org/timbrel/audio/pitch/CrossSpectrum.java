// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;

/**
 * The cross-spectrum of two windows that lie a whole number of periods apart, symmetrically about a
 * frame's centre: harmonic by harmonic, and what it sums to in a pitch frame's bands once it is
 * turned in proportion to frequency. Not thread-safe.
 */
final class CrossSpectrum {

    private static final double WINDOW_SECONDS = 0.02;
    // Windows overlap at least by half, so that both lie near the centre.
    private static final double WINDOW_LAGS = 2.2;
    // Bins about 0 that hold what is left of DC under the window.
    private static final int DC_BINS = 2;

    private final double sampleRateHz;
    private final int smallest;
    private final int largest;
    private final int reach;
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
    private int size;

    /**
     * @param longestLag between the windows, in samples
     */
    CrossSpectrum(double sampleRateHz, double longestLag) {
        this.sampleRateHz = sampleRateHz;
        smallest = atLeast(WINDOW_SECONDS * sampleRateHz);
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
     * Takes the windows about sample {@code centre}.
     *
     * @param lag samples between them
     * @param period of the frame, in samples
     */
    void measure(SlidingSamples source, long centre, int lag, double period) {
        int level = 0;
        while (smallest << level < WINDOW_LAGS * lag && smallest << level < largest) {
            level++;
        }
        size = smallest << level;
        long from = centre - (size + lag) / 2;
        source.copy(from, size, first);
        source.copy(from + lag, size, second);
        double[] window = windows[level];
        for (int n = 0; n < size; n++) {
            work[2 * n] = window[n] * first[n];
            work[2 * n + 1] = window[n] * second[n];
        }
        ffts[level].complexForward(work);
        cross(size / period);
    }

    /** The cross-spectrum of both windows, harmonic by harmonic, and the bands' powers. */
    private void cross(double f0Bins) {
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

    /** The upper edge of a band, without bound for the last. */
    static double topHz(int band) {
        return band < PitchFrame.BANDS - 1 ? PitchFrame.edgeHz(band) : Double.MAX_VALUE;
    }

    /**
     * Sets the bands' {@link #shared}, {@link #slope} and {@link #bend}.
     *
     * @param turn φ, by how many radians harmonic 1 is turned
     */
    void turn(double turn) {
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

    /** The power of a band: the geometric mean of both windows' own. */
    double power(int band) {
        return power[band];
    }

    /** The sum of Re(C e^{ihφ}) over a band. */
    double shared(int band) {
        return shared[band];
    }

    /** Its first derivative by φ. */
    double slope(int band) {
        return slope[band];
    }

    /** Its second derivative by φ, negated. */
    double bend(int band) {
        return bend[band];
    }

    /** The power of a sine of full scale under the window as it is summed here. */
    double fullScale() {
        return (double) size * size / 4;
    }
}
