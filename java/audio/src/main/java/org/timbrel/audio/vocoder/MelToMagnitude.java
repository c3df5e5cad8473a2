// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;

/**
 * Mel levels into STFT magnitudes: the non-negative powers whose bands are nearest to the wanted
 * ones in Kullback-Leibler divergence, sought from the smooth envelope on. Not thread-safe.
 */
final class MelToMagnitude {

    /**
     * For a stream. From the frame before instead of the envelope, 8 rounds leave copies of pitched
     * sounds at 8.1 dB, not 8.6: what has ended lingers.
     */
    static final int FEW_ROUNDS = 8;

    /** For files: 50 rounds gain another decibel. */
    static final int MANY_ROUNDS = 50;

    private final MelBands bands;
    private final BandGains gains;
    private final double[] power;
    private final int rounds;

    MelToMagnitude(MelBands bands, int rounds) {
        this.bands = bands;
        this.rounds = rounds;
        gains = new BandGains(bands);
        power = new double[bands.bins()];
    }

    /**
     * One frame.
     *
     * @param target band powers
     * @param magnitude written, [bins]; all 0 in silence
     */
    void apply(MelTarget target, double[] magnitude) {
        if (target.silent()) {
            Arrays.fill(magnitude, 0);
            return;
        }
        bands.envelope(target.logPower(), power);
        for (int k = bands.firstBin(); k < bands.endBin(); k++) {
            power[k] *= power[k];
        }
        gains.solve(target.power(), power, rounds);
        for (int k = bands.firstBin(); k < bands.endBin(); k++) {
            magnitude[k] = Math.sqrt(power[k]);
        }
    }
}
