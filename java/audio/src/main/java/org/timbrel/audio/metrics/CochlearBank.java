// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;

/**
 * Two banks of half-cosine filters, both applied in the frequency domain: 16 on the ERB scale over
 * the sound, and 6 on a log scale, from 10 Hz to a sixteenth of the rate, over each envelope.
 * Filters overlap by half; their squares sum to 1 between the outer centres. Not thread-safe.
 */
final class CochlearBank {

    static final int BANDS = 16;
    static final int MODULATION_BANDS = 6;

    private static final double LOWEST_HZ = 20;
    private static final double LOWEST_MODULATION_HZ = 10;
    // Envelopes are taken at a quarter of the rate for their modulation.
    private static final int SLOWER = 4;
    // Glasberg and Moore 1990, eq. 4: ERB numbers from Q = 9.265 and a least bandwidth of 24.7 Hz.
    private static final double ERB_Q = 9.265;
    private static final double ERB_BREAK_HZ = 24.7 * ERB_Q;
    private static final double SEGMENT_SECONDS = 1.4;

    private final int size;
    private final DoubleFFT_1D fft;
    private final double[][] cochlear;
    // Squares and products of neighbouring filters are all that is needed of these.
    private final double[][] modulation;

    /** For segments of a power of two samples, about 1.5 s: 65,536 at 44.1 kHz. */
    CochlearBank(int sampleRateHz) {
        size = segmentSamples(sampleRateHz);
        fft = FourierTransform.of(size);
        double binHz = (double) sampleRateHz / size;
        double nyquist = sampleRateHz / 2.0;
        cochlear = new double[BANDS][size / 2 + 1];
        double low = erb(LOWEST_HZ);
        double step = (erb(nyquist) - low) / (BANDS + 1);
        for (int k = 1; k <= size / 2; k++) {
            fill(cochlear, k, (erb(k * binHz) - low) / step);
        }
        double slow = Math.log(LOWEST_MODULATION_HZ);
        double fast = Math.log(sampleRateHz / (4.0 * SLOWER));
        double octave = (fast - slow) / (MODULATION_BANDS + 1);
        modulation = new double[MODULATION_BANDS][size / 2 / SLOWER];
        for (int k = 1; k < modulation[0].length; k++) {
            fill(modulation, k, (Math.log(k * binHz) - slow) / octave);
        }
    }

    /** The length of a segment at a rate: the power of two at or above 1.4 s. */
    static int segmentSamples(int sampleRateHz) {
        return Math.max(1024, Integer.highestOneBit((int) (SEGMENT_SECONDS * sampleRateHz)) * 2);
    }

    /** Filter b is centred on position b + 1 and reaches one step to both sides. */
    private static void fill(double[][] filters, int bin, double position) {
        for (int b = 0; b < filters.length; b++) {
            double away = Math.abs(position - (b + 1));
            if (away < 1) {
                filters[b][bin] = Math.cos(Math.PI / 2 * away);
            }
        }
    }

    private static double erb(double hz) {
        return ERB_Q * Math.log(1 + hz / ERB_BREAK_HZ);
    }

    int segmentSamples() {
        return size;
    }

    DoubleFFT_1D transform() {
        return fft;
    }

    /**
     * The Hilbert envelope of one band.
     *
     * @param spectrum of the segment, complex, [2 · size]
     * @return [size]
     */
    double[] envelope(double[] spectrum, int band) {
        double[] analytic = new double[2 * size];
        double[] filter = cochlear[band];
        for (int k = 1; k < size / 2; k++) {
            analytic[2 * k] = 2 * filter[k] * spectrum[2 * k];
            analytic[2 * k + 1] = 2 * filter[k] * spectrum[2 * k + 1];
        }
        fft.complexInverse(analytic, true);
        double[] envelope = new double[size];
        for (int i = 0; i < size; i++) {
            double re = analytic[2 * i];
            double im = analytic[2 * i + 1];
            envelope[i] = Math.sqrt(re * re + im * im);
        }
        return envelope;
    }

    /** An envelope's spectrum below an eighth of the rate, complex, [2 · size / 8]. */
    double[] modes(double[] envelope) {
        double[] work = envelope.clone();
        fft.realForward(work);
        double[] modes = Arrays.copyOf(work, 2 * modulation[0].length);
        // JTransforms packs the highest bin beside the constant; neither moves.
        modes[0] = 0;
        modes[1] = 0;
        return modes;
    }

    /** The energy of an envelope's movement. */
    double slowEnergy(double[] modes) {
        double sum = 0;
        for (double m : modes) {
            sum += m * m;
        }
        return sum;
    }

    /** By Parseval, the product over time of two envelopes' modulation bands m and n. */
    double product(double[] x, double[] y, int m, int n) {
        double sum = 0;
        double[] first = modulation[m];
        double[] second = modulation[n];
        for (int k = 1; k < first.length; k++) {
            if (first[k] != 0 && second[k] != 0) {
                double same = x[2 * k] * y[2 * k] + x[2 * k + 1] * y[2 * k + 1];
                sum += first[k] * second[k] * same;
            }
        }
        return sum;
    }
}
