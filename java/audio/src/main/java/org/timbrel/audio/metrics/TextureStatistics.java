// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * What is the same all along a sound texture: the statistics of McDermott and Simoncelli (Neuron
 * 71, 2011) as TexStat weighs them (Gutiérrez, Font, Serra and Wyse, DAFx 2025).
 *
 * @param moments of the envelopes, [bands][4]: mean, variance over mean², skewness, kurtosis, times
 *     1, 0.1, 0.01 and 0.001
 * @param correlations between the envelopes of two bands, [bands·(bands−1)/2]
 * @param modulation an envelope's share of each modulation band, standard deviations over the
 *     envelope's, [bands][modulation bands]
 * @param acrossBands correlations between two bands within one modulation band, [pairs of
 *     bands][modulation bands]
 * @param acrossModulations correlations between two modulation bands of one envelope, [bands][pairs
 *     of modulation bands]
 */
@SuppressWarnings("ArrayRecordComponent") // values that are made once and only compared
record TextureStatistics(
        double[][] moments,
        double[] correlations,
        double[][] modulation,
        double[][] acrossBands,
        double[][] acrossModulations) {

    private static final double[] MOMENT_WEIGHTS = {1, 0.1, 0.01, 0.001};
    // TexStat's own; it lowers the higher moments of bands quieter than about -40 dBFS.
    private static final double TINY = 1e-8;

    /** Of one stretch of sound, [segmentSamples] from {@code offset}. */
    static TextureStatistics of(float[] samples, int offset, CochlearBank bank) {
        int size = bank.segmentSamples();
        DoubleFFT_1D fft = bank.transform();
        double[] spectrum = new double[2 * size];
        for (int i = 0; i < size; i++) {
            spectrum[2 * i] = samples[offset + i];
        }
        fft.complexForward(spectrum);

        int bands = CochlearBank.BANDS;
        double[][] moments = new double[bands][];
        // The envelopes' spectra below the modulation bands' upper limit, [bands][2 · bins].
        double[][] modes = new double[bands][];
        double[][] envelopes = new double[bands][];
        for (int b = 0; b < bands; b++) {
            envelopes[b] = bank.envelope(spectrum, b);
            moments[b] = moments(envelopes[b]);
            modes[b] = bank.modes(envelopes[b]);
        }

        int mods = CochlearBank.MODULATION_BANDS;
        double[] correlations = new double[bands * (bands - 1) / 2];
        double[][] acrossBands = new double[correlations.length][mods];
        double[][] modulation = new double[bands][mods];
        double[][] acrossModulations = new double[bands][mods * (mods - 1) / 2];
        for (int i = 0, pair = 0; i < bands; i++) {
            double total = Math.sqrt(bank.slowEnergy(modes[i]));
            int modPair = 0;
            for (int m = 0; m < mods; m++) {
                double own = Math.sqrt(bank.product(modes[i], modes[i], m, m));
                modulation[i][m] = ratio(own, total);
                for (int n = m + 1; n < mods; n++) {
                    acrossModulations[i][modPair++] =
                            ratio(
                                    bank.product(modes[i], modes[i], m, n),
                                    own * Math.sqrt(bank.product(modes[i], modes[i], n, n)));
                }
            }
            for (int j = i + 1; j < bands; j++, pair++) {
                correlations[pair] = correlation(envelopes[i], envelopes[j]);
                for (int m = 0; m < mods; m++) {
                    acrossBands[pair][m] =
                            ratio(
                                    bank.product(modes[i], modes[j], m, m),
                                    Math.sqrt(
                                            bank.product(modes[i], modes[i], m, m)
                                                    * bank.product(modes[j], modes[j], m, m)));
                }
            }
        }
        return new TextureStatistics(
                moments, correlations, modulation, acrossBands, acrossModulations);
    }

    /** 0 where nothing moves. */
    private static double ratio(double part, double whole) {
        return whole > 0 ? part / whole : 0;
    }

    private static double[] moments(double[] envelope) {
        double mean = mean(envelope);
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (double e : envelope) {
            double d = e - mean;
            second += d * d;
            third += d * d * d;
            fourth += d * d * d * d;
        }
        int n = envelope.length;
        double deviation = Math.sqrt(second / n);
        return new double[] {
            MOMENT_WEIGHTS[0] * mean,
            MOMENT_WEIGHTS[1] * second / n / (mean * mean + TINY),
            MOMENT_WEIGHTS[2] * third / n / (Math.pow(deviation, 3) + TINY),
            MOMENT_WEIGHTS[3] * fourth / n / (Math.pow(deviation, 4) + TINY)
        };
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        return ratio(xy, Math.sqrt(xx * yy));
    }

    /** TexStat: the sum over the five kinds of the root mean square differences. */
    double distance(TextureStatistics other) {
        return rms(moments, other.moments)
                + rms(new double[][] {correlations}, new double[][] {other.correlations})
                + rms(modulation, other.modulation)
                + rms(acrossBands, other.acrossBands)
                + rms(acrossModulations, other.acrossModulations);
    }

    private static double rms(double[][] x, double[][] y) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[i].length; j++) {
                double d = x[i][j] - y[i][j];
                sum += d * d;
                count++;
            }
        }
        return Math.sqrt(sum / count);
    }
}
