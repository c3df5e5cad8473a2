// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;

/** Mel levels into STFT magnitudes: non-negative, with the bands' powers. Not thread-safe. */
final class MelToMagnitude {

    // From the smooth envelope on; two more gain 0.02 dB of mel level in copy-synthesis.
    private static final int ROUNDS = 2;

    private final MelBands bands;
    private final BandGains gains;
    private final double[] power;

    MelToMagnitude(MelBands bands) {
        this.bands = bands;
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
        gains.solve(target.power(), power, ROUNDS);
        for (int k = bands.firstBin(); k < bands.endBin(); k++) {
            magnitude[k] = Math.sqrt(power[k]);
        }
    }
}
