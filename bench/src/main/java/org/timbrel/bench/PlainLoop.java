// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import org.jtransforms.dct.FloatDCT_1D;
import org.jtransforms.fft.FloatFFT_1D;

/** MFCC as one would write it over JTransforms, with some care: the peer, not the reference. */
final class PlainLoop {

    private final int fft;
    private final int hop;
    private final int bands;
    private final int coefficients;
    private final float[] window;
    private final float[][] filters;
    private final int[] firstBin;
    private final FloatFFT_1D transform;
    private final FloatDCT_1D dct;

    PlainLoop(int rateHz, int fft, int hop, int bands, int coefficients) {
        this.fft = fft;
        this.hop = hop;
        this.bands = bands;
        this.coefficients = coefficients;
        window = new float[fft];
        for (int n = 0; n < fft; n++) {
            window[n] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * n / fft));
        }
        filters = new float[bands][];
        firstBin = new int[bands];
        makeFilters(rateHz);
        transform = new FloatFFT_1D(fft);
        dct = new FloatDCT_1D(bands);
    }

    /** Triangles equally spaced on HTK's mel scale, each without the zeros around it. */
    private void makeFilters(int rateHz) {
        double top = 2595 * Math.log10(1 + rateHz / 2.0 / 700);
        double[] bin = new double[bands + 2];
        for (int i = 0; i < bin.length; i++) {
            double hz = 700 * (Math.pow(10, top * i / (bands + 1) / 2595) - 1);
            bin[i] = hz * fft / rateHz;
        }
        for (int b = 0; b < bands; b++) {
            firstBin[b] = (int) Math.ceil(bin[b]);
            filters[b] = new float[Math.min(fft / 2, (int) bin[b + 2]) - firstBin[b] + 1];
            for (int i = 0; i < filters[b].length; i++) {
                double rise = (firstBin[b] + i - bin[b]) / (bin[b + 1] - bin[b]);
                double fall = (bin[b + 2] - firstBin[b] - i) / (bin[b + 2] - bin[b + 1]);
                filters[b][i] = (float) Math.min(rise, fall);
            }
        }
    }

    float[] mfcc(float[] samples) {
        int frames = 1 + (samples.length - fft) / hop;
        float[] out = new float[frames * coefficients];
        float[] work = new float[fft];
        float[] power = new float[fft / 2 + 1];
        float[] mel = new float[bands];
        for (int t = 0; t < frames; t++) {
            for (int n = 0; n < fft; n++) {
                work[n] = window[n] * samples[t * hop + n];
            }
            transform.realForward(work);
            power[0] = work[0] * work[0];
            power[fft / 2] = work[1] * work[1];
            for (int k = 1; k < fft / 2; k++) {
                power[k] = work[2 * k] * work[2 * k] + work[2 * k + 1] * work[2 * k + 1];
            }
            for (int b = 0; b < bands; b++) {
                float sum = 0;
                for (int i = 0; i < filters[b].length; i++) {
                    sum += filters[b][i] * power[firstBin[b] + i];
                }
                mel[b] = (float) (10 * Math.log10(Math.max(sum, 1e-10f)));
            }
            dct.forward(mel, true);
            System.arraycopy(mel, 0, out, t * coefficients, coefficients);
        }
        return out;
    }
}
