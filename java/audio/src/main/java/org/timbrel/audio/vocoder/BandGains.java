// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;

/**
 * Brings a spectrum's mel bands to their targets by gains that are smooth over the bins. Not
 * thread-safe.
 */
final class BandGains {

    private static final double MIN_GAIN = 0.1;
    private static final double MAX_GAIN = 10;

    private final MelBands bands;
    private final double[] sums;
    private final double[] band;
    private final double[] bin;

    BandGains(MelBands bands) {
        this.bands = bands;
        sums = new double[bands.bands()];
        band = new double[bands.bands() + 1];
        bin = new double[bands.bins()];
    }

    /**
     * Amplitude gains that correct every band at once, some rounds of them because neighbouring
     * bands share bins.
     *
     * @param target M_b, [bands]; a band of 0 is silenced
     * @param power |Y|², [bins]; overwritten
     * @param rounds at least 0
     * @param gain written, [bins]; 0 outside of all bands
     */
    void amplitudes(double[] target, double[] power, int rounds, double[] gain) {
        int first = bands.firstBin();
        int end = bands.endBin();
        Arrays.fill(gain, first, end, 1);
        for (int round = 0; round < rounds; round++) {
            bands.sum(power, sums);
            // Two loops, because the JVM vectorises roots but not choices.
            for (int b = 0; b < sums.length; b++) {
                band[b] = Math.sqrt(target[b] / sums[b]);
            }
            for (int b = 0; b < sums.length; b++) {
                band[b] = target[b] > 0 ? clip(band[b]) : 0;
            }
            bands.spread(band, bin);
            for (int k = first; k < end; k++) {
                gain[k] *= bin[k];
            }
            if (round + 1 < rounds) {
                for (int k = first; k < end; k++) {
                    power[k] *= bin[k] * bin[k];
                }
            }
        }
    }

    private static double clip(double gain) {
        if (gain < MIN_GAIN) {
            return MIN_GAIN;
        }
        return gain > MAX_GAIN ? MAX_GAIN : gain;
    }

    /**
     * A non-negative power spectrum with the bands' powers, near the one given: multiplicative
     * updates for the Kullback-Leibler divergence (Lee and Seung 2001, eq. 5), which need no step
     * size and keep zeros and signs. Not least squares: bands lie 60 dB apart, and the quiet ones
     * would have no say in it, while these updates are ratios, in which all have the same.
     *
     * @param target M_b, [bands]
     * @param power where to start, [bins]; updated
     * @param rounds at least 0
     */
    void solve(double[] target, double[] power, int rounds) {
        for (int round = 0; round < rounds; round++) {
            bands.sum(power, sums);
            for (int b = 0; b < sums.length; b++) {
                band[b] = sums[b] > 0 ? target[b] / sums[b] : 0;
            }
            bands.spread(band, bin);
            for (int k = bands.firstBin(); k < bands.endBin(); k++) {
                power[k] *= bin[k];
            }
        }
    }
}
