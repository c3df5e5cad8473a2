// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;

/**
 * The powers of harmonics that together give bands their power: Σ_k P_k G_b(k·f0) = T_b, P ≥ 0, by
 * multiplicative updates for the Kullback-Leibler divergence (Lee and Seung 2001, eq. 5). Reading
 * an envelope at the harmonics instead would miss the level of tones that lie far apart. Where
 * bands sum magnitudes, the same with the roots of P and T.
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
    private static final double LEAST = 1e-14;

    private final LineBands lines;
    private final double highestHz;
    private final int[] row;
    // What adds up: powers, or amplitudes of harmonics and roots of bands; else the same arrays.
    private final double[] line;
    private final double[] sum;
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
        line = new double[most + 1];
        sum = new double[spec.melBands()];
        power = lines.magnitude() ? new double[line.length] : line;
        reached = lines.magnitude() ? new double[sum.length] : sum;
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
            line[k] = k <= known ? Math.max(LEAST, line[k]) : 1;
        }
        reach();
        for (int round = goesOn ? ROUNDS : FIRST_ROUNDS; round > 0; round--) {
            for (int b = 0; b < ratio.length; b++) {
                double wanted = lines.magnitude() ? Math.sqrt(target[b]) : target[b];
                ratio[b] = sum[b] > 0 ? wanted / sum[b] : 0;
            }
            for (int k = 1; k <= count; k++) {
                line[k] *= lines.mean(row[k], ratio);
            }
            reach();
        }
        if (lines.magnitude()) {
            square(line, power, count + 1);
            square(sum, reached, sum.length);
        }
    }

    private void reach() {
        Arrays.fill(sum, 0);
        for (int k = 1; k <= count; k++) {
            lines.add(row[k], line[k], sum);
        }
    }

    private static void square(double[] x, double[] squares, int length) {
        for (int i = 0; i < length; i++) {
            squares[i] = x[i] * x[i];
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
