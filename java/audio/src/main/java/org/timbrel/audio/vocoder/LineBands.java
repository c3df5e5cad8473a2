// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;
import org.timbrel.audio.fourier.FourierTransform;

/**
 * What a steady sine of amplitude 1 gives each mel band, at any frequency: G_b(f) = ¼ Σ_k fb_bk
 * |W(k − f)|², W the window's transform. Of bands that sum magnitudes, the root of their power: ½
 * Σ_k fb_bk |W(k − f)| / √(Σ_k fb_bk), because those are what adds up there. Tabulated at every
 * eighth of a bin; a row is the run of bands that hear the sine.
 */
final class LineBands {

    private static final int STEPS = 8;
    // Beyond, a Hann window lets through less than -80 dB.
    private static final int REACH_BINS = 12;
    // What is 50 dB under a row's loudest band is not worth its multiplications.
    private static final double MIN_SHARE = 1e-5;

    private final boolean magnitude;

    private final double binHz;
    private final int lastRow;
    private final int[] firstBand;
    // Row i's weights stand from start[i] to start[i + 1].
    private final int[] start;
    private final float[] weights;
    private final float[] sums;

    LineBands(FeatureSpec spec) {
        magnitude = spec.convention().magnitude();
        binHz = (double) spec.sampleRateHz() / spec.fftSize();
        MelFilterbank bank = new MelFilterbank(spec);
        double[] response = response(spec);
        int bins = spec.fftSize() / 2 + 1;
        lastRow = STEPS * (bins - 1);
        firstBand = new int[lastRow + 1];
        start = new int[lastRow + 2];
        sums = new float[lastRow + 1];
        float[] flat = new float[4 * (lastRow + 1)];
        double[] row = new double[bank.bands()];
        double minShare = magnitude ? Math.sqrt(MIN_SHARE) : MIN_SHARE;
        int lowest = 0;
        for (int i = 0; i <= lastRow; i++) {
            int from = Math.max(0, (i + STEPS - 1) / STEPS - REACH_BINS);
            int to = Math.min(bins - 1, i / STEPS + REACH_BINS);
            while (lowest < bank.bands() && bank.firstBin(lowest) + bank.binCount(lowest) <= from) {
                lowest++;
            }
            int band = lowest;
            double loudest = 0;
            for (; band < bank.bands() && bank.firstBin(band) <= to; band++) {
                row[band] = share(bank, band, from, to, i, response);
                loudest = Math.max(loudest, row[band]);
            }
            int begin = lowest;
            int end = band;
            while (begin < end && row[begin] <= minShare * loudest) {
                begin++;
            }
            while (end > begin && row[end - 1] <= minShare * loudest) {
                end--;
            }
            firstBand[i] = begin;
            start[i + 1] = start[i] + end - begin;
            if (start[i + 1] > flat.length) {
                flat = Arrays.copyOf(flat, Math.max(start[i + 1], flat.length + flat.length / 2));
            }
            for (int b = begin; b < end; b++) {
                flat[start[i] + b - begin] = (float) row[b];
                sums[i] += (float) row[b];
            }
        }
        weights = Arrays.copyOf(flat, start[lastRow + 1]);
    }

    private double share(
            MelFilterbank bank, int band, int from, int to, int row, double[] response) {
        double sum = 0;
        int first = Math.max(from, bank.firstBin(band));
        int last = Math.min(to, bank.firstBin(band) + bank.binCount(band) - 1);
        for (int k = first; k <= last; k++) {
            sum += bank.weight(band, k) * response[Math.abs(STEPS * k - row)];
        }
        if (!magnitude) {
            return 0.25 * sum;
        }
        double area = 0;
        for (int i = 0; i < bank.binCount(band); i++) {
            area += bank.weight(band, bank.firstBin(band) + i);
        }
        return area > 0 ? 0.5 * sum / Math.sqrt(area) : 0;
    }

    /** |W|², or |W| where those are summed, at multiples of 1/STEPS of a bin from the middle on. */
    private double[] response(FeatureSpec spec) {
        double[] padded = Arrays.copyOf(OverlapAdd.window(spec), STEPS * spec.fftSize());
        DoubleFFT_1D fft = FourierTransform.of(padded.length);
        fft.realForward(padded);
        double[] response = new double[STEPS * (REACH_BINS + 1)];
        response[0] = padded[0] * padded[0];
        for (int i = 1; i < response.length && 2 * i + 1 < padded.length; i++) {
            response[i] = padded[2 * i] * padded[2 * i] + padded[2 * i + 1] * padded[2 * i + 1];
        }
        for (int i = 0; magnitude && i < response.length; i++) {
            response[i] = Math.sqrt(response[i]);
        }
        return response;
    }

    /** Whether amplitudes of sines add up to roots of the bands' powers, rather than powers. */
    boolean magnitude() {
        return magnitude;
    }

    /** The row of the frequency nearest to {@code hz}, which is at most half the rate. */
    int row(double hz) {
        return Math.min(lastRow, (int) (hz / binHz * STEPS + 0.5));
    }

    /** band += x · G of the row; [bands]. */
    void add(int row, double x, double[] band) {
        int b = firstBand[row];
        int end = start[row + 1];
        for (int i = start[row]; i < end; i++) {
            band[b++] += x * weights[i];
        }
    }

    /** The mean of the bands' values, weighed by G of the row; 0 where no band hears it. */
    double mean(int row, double[] band) {
        if (sums[row] == 0) {
            return 0;
        }
        double sum = 0;
        int b = firstBand[row];
        int end = start[row + 1];
        for (int i = start[row]; i < end; i++) {
            sum += weights[i] * band[b++];
        }
        return sum / sums[row];
    }
}
