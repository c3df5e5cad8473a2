// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;

/**
 * The powers of harmonics that together give bands their power: Σ_k P_k G_b(k·f0) = T_b, P ≥ 0, by
 * multiplicative updates for the Kullback-Leibler divergence (Lee and Seung 2001, eq. 5). Reading
 * an envelope at the harmonics instead would miss the level of tones that lie far apart.
 *
 * <p>A tone that goes on starts from its last frame's powers, so that one update a frame comes
 * nearer than ten from nothing. Not thread-safe.
 */
final class HarmonicFit {

    // Less than half the rate, so that gliding harmonics do not fold.
    private static final double HIGHEST = 0.475;
    private static final int FIRST_ROUNDS = 3;
    private static final int ROUNDS = 1;
    // Between neighbouring frames; beyond, it is another tone.
    private static final double SAME_TONE = Math.log(2) / 4;
    // From where a harmonic that was not there comes back within one update.
    private static final double LEAST_POWER = 1e-14;

    private final LineBands lines;
    private final double highestHz;
    private final int[] row;
    private final double[] power;
    private final double[] reached;
    private final double[] ratio;
    private int count;
    private double lastHz;

    HarmonicFit(FeatureSpec spec) {
        lines = new LineBands(spec);
        highestHz = Math.min(spec.fmaxHz(), HIGHEST * spec.sampleRateHz());
        int most = Math.max(1, (int) (highestHz / spec.pitch().minHz()));
        row = new int[most + 1];
        power = new double[most + 1];
        reached = new double[spec.melBands()];
        ratio = new double[spec.melBands()];
    }

    /** The most harmonics that any fundamental of the spec has. */
    int most() {
        return power.length - 1;
    }

    /** Ends the tone: the next one starts from nothing. */
    void reset() {
        lastHz = 0;
        count = 0;
    }

    /**
     * Fits the harmonics of {@code f0Hz}.
     *
     * @param target T_b, [bands]
     */
    void fit(double f0Hz, double[] target) {
        boolean goesOn = lastHz > 0 && Math.abs(Math.log(f0Hz / lastHz)) < SAME_TONE;
        int known = goesOn ? count : 0;
        lastHz = f0Hz;
        count = Math.min(most(), Math.max(1, (int) (highestHz / f0Hz)));
        for (int k = 1; k <= count; k++) {
            row[k] = lines.row(k * f0Hz);
            power[k] = k <= known ? Math.max(LEAST_POWER, power[k]) : 1;
        }
        reach();
        for (int round = goesOn ? ROUNDS : FIRST_ROUNDS; round > 0; round--) {
            for (int b = 0; b < ratio.length; b++) {
                ratio[b] = reached[b] > 0 ? target[b] / reached[b] : 0;
            }
            for (int k = 1; k <= count; k++) {
                power[k] *= lines.mean(row[k], ratio);
            }
            reach();
        }
    }

    private void reach() {
        Arrays.fill(reached, 0);
        for (int k = 1; k <= count; k++) {
            lines.add(row[k], power[k], reached);
        }
    }

    /** How many harmonics the last fundamental has, 1 to {@link #most}; 0 after a reset. */
    int count() {
        return count;
    }

    /** P_k, the squares of the amplitudes, from element 1 to {@link #count}. */
    double[] power() {
        return power;
    }

    /** What the harmonics give each band, [bands]. */
    double[] reached() {
        return reached;
    }
}
