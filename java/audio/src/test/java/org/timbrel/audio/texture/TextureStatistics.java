// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * What the ear takes from a texture: levels, and the moments, modulation and correlation of band
 * envelopes (J. H. McDermott and E. P. Simoncelli, "Sound texture perception via statistics of the
 * auditory periphery", Neuron 71, 2011). Bands are about two thirds of an octave wide; an envelope
 * is the RMS of 128 samples.
 */
final class TextureStatistics {

    static final double ENVELOPE_RATE_HZ = 44_100 / 128.0;

    private static final int HOP = 128;
    private static final int SPECTRUM_SIZE = 4096;

    private final float[] samples;
    private final double[] spectrum = new double[SPECTRUM_SIZE / 2];

    TextureStatistics(float[] samples) {
        this.samples = samples;
        DoubleFFT_1D fft = new DoubleFFT_1D(SPECTRUM_SIZE);
        double[] block = new double[SPECTRUM_SIZE];
        for (int start = 0; start + SPECTRUM_SIZE <= samples.length; start += SPECTRUM_SIZE) {
            for (int i = 0; i < SPECTRUM_SIZE; i++) {
                double s = Math.sin(Math.PI * i / SPECTRUM_SIZE);
                block[i] = s * s * samples[start + i];
            }
            fft.realForward(block);
            for (int k = 1; k < spectrum.length; k++) {
                spectrum[k] += block[2 * k] * block[2 * k] + block[2 * k + 1] * block[2 * k + 1];
            }
        }
    }

    double levelDb() {
        double power = 0;
        for (float x : samples) {
            power += (double) x * x;
        }
        return 10 * Math.log10(power / samples.length);
    }

    double peak() {
        double peak = 0;
        for (float x : samples) {
            peak = Math.max(peak, Math.abs(x));
        }
        return peak;
    }

    double mean() {
        double sum = 0;
        for (float x : samples) {
            sum += x;
        }
        return sum / samples.length;
    }

    /** Part of the power between two frequencies, 0..1. */
    double share(double fromHz, double toHz) {
        double inside = 0;
        double all = 0;
        for (int k = 1; k < spectrum.length; k++) {
            double hz = k * 44_100.0 / SPECTRUM_SIZE;
            all += spectrum[k];
            if (hz >= fromHz && hz < toHz) {
                inside += spectrum[k];
            }
        }
        return inside / all;
    }

    /** Power of the octave around a frequency, in dB of all. */
    double octaveDb(double centreHz) {
        return 10 * Math.log10(share(centreHz / Math.sqrt(2), centreHz * Math.sqrt(2)));
    }

    double[] envelope(double centreHz) {
        StateVariableFilter first = new StateVariableFilter(centreHz, 1.5);
        StateVariableFilter second = new StateVariableFilter(centreHz, 1.5);
        double[] envelope = new double[samples.length / HOP];
        for (int i = 0; i < envelope.length; i++) {
            double power = 0;
            for (int j = 0; j < HOP; j++) {
                double y = second.band(first.band(samples[i * HOP + j]));
                power += y * y;
            }
            envelope[i] = Math.sqrt(power / HOP);
        }
        return envelope;
    }

    /** Fourth moment over squared variance: 3 for a Gaussian, large for rare loud events. */
    static double kurtosis(double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double second = 0;
        double fourth = 0;
        for (double v : x) {
            double square = (v - mean) * (v - mean);
            second += square;
            fourth += square * square;
        }
        return fourth * x.length / (second * second);
    }

    static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElseThrow();
        double meanB = Arrays.stream(b).average().orElseThrow();
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }

    /**
     * Modulation depth between two rates: RMS of that part of the envelope over its mean, in dB.
     */
    static double modulationDb(double[] envelope, double fromHz, double toHz) {
        double mean = Arrays.stream(envelope).average().orElseThrow();
        int n = envelope.length;
        double[] relative = Arrays.stream(envelope).map(v -> v / mean - 1).toArray();
        new DoubleFFT_1D(n).realForward(relative);
        double power = 0;
        for (int k = 1; k < n / 2; k++) {
            double hz = k * ENVELOPE_RATE_HZ / n;
            if (hz >= fromHz && hz < toHz) {
                double re = relative[2 * k];
                double im = relative[2 * k + 1];
                power += 2 * (re * re + im * im) / ((double) n * n);
            }
        }
        return 10 * Math.log10(power + 1e-12);
    }

    /** Largest autocorrelation of an envelope at lags between two times: 1 for an exact rhythm. */
    static double rhythm(double[] envelope, double fromSeconds, double toSeconds) {
        double best = -1;
        for (int lag = (int) (fromSeconds * ENVELOPE_RATE_HZ);
                lag < toSeconds * ENVELOPE_RATE_HZ;
                lag++) {
            double[] now = Arrays.copyOfRange(envelope, lag, envelope.length);
            double[] before = Arrays.copyOf(envelope, envelope.length - lag);
            best = Math.max(best, correlation(now, before));
        }
        return best;
    }
}
