// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;

/**
 * The powers of harmonics that together give bands their power: Σ_k P_k G_b(k·f0) = T_b, P ≥ 0, by
 * multiplicative updates for the Kullback-Leibler divergence (Lee and Seung 2001, eq. 5). Reading
 * an envelope at the harmonics instead would miss the level of tones that lie far apart. Not
 * thread-safe.
 */
final class HarmonicFit {

    // Less than half the rate, so that gliding harmonics do not fold.
    private static final double HIGHEST = 0.475;

    private final LineBands lines;
    private final int rounds;
    private final double highestHz;
    private final int[] row;
    private final double[] power;
    private final double[] reached;
    private final double[] ratio;
    private int count;

    /**
     * @param rounds of updates, at least 1
     */
    HarmonicFit(FeatureSpec spec, int rounds) {
        lines = new LineBands(spec);
        this.rounds = rounds;
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

    /**
     * Fits the harmonics of {@code f0Hz}.
     *
     * @param target T_b, [bands]
     */
    void fit(double f0Hz, double[] target) {
        count = Math.min(most(), (int) (highestHz / f0Hz));
        for (int k = 1; k <= count; k++) {
            row[k] = lines.row(k * f0Hz);
            power[k] = 1;
        }
        for (int round = 0; round < rounds; round++) {
            reach();
            for (int b = 0; b < ratio.length; b++) {
                ratio[b] = reached[b] > 0 ? target[b] / reached[b] : 0;
            }
            for (int k = 1; k <= count; k++) {
                power[k] *= lines.mean(row[k], ratio);
            }
        }
        reach();
    }

    private void reach() {
        Arrays.fill(reached, 0);
        for (int k = 1; k <= count; k++) {
            lines.add(row[k], power[k], reached);
        }
    }

    /** How many harmonics the last fundamental has, at least 1... {@link #most}. */
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
