// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * Parts of the loom and how they ring: the frequency, the decay time and the share of each mode. No
 * two blows land alike, so each varies the shares.
 */
final class StruckObject {
    /** A hide picker stopped by its wooden box: dull and short. */
    static final StruckObject LEFT_PICKER =
            new StruckObject(
                    new double[] {410, 980, 1_720, 2_900, 4_600},
                    new double[] {0.016, 0.010, 0.007, 0.005, 0.003},
                    new double[] {1, 0.8, 0.6, 0.4, 0.25});

    /** The other side, farther and lower. */
    static final StruckObject RIGHT_PICKER =
            new StruckObject(
                    new double[] {350, 840, 1_530, 2_500, 4_100},
                    new double[] {0.018, 0.012, 0.008, 0.005, 0.003},
                    new double[] {1, 0.8, 0.5, 0.35, 0.2});

    /** The sley beating up the weft: the heavy frame, and the wires of the reed. */
    static final StruckObject REED =
            new StruckObject(
                    new double[] {88, 163, 297, 640, 2_200, 3_350, 5_200},
                    new double[] {0.055, 0.040, 0.028, 0.015, 0.012, 0.009, 0.006},
                    new double[] {1, 0.8, 0.5, 0.3, 0.12, 0.10, 0.08});

    /** A tooth of the take-up ratchet. */
    static final StruckObject RATCHET =
            new StruckObject(
                    new double[] {3_150, 4_720, 6_900},
                    new double[] {0.005, 0.004, 0.003},
                    new double[] {1, 0.8, 0.6});

    /** A loose steel pawl: the modes of a free bar, 1 : 2.756 : 5.404 : 8.933. */
    static final StruckObject PAWL =
            new StruckObject(
                    new double[] {870, 2_398, 4_701, 7_772},
                    new double[] {0.110, 0.070, 0.040, 0.020},
                    new double[] {1, 0.7, 0.5, 0.3});

    private final double[] frequenciesHz;
    private final double[] decaySeconds;
    private final double[] shares;

    private StruckObject(double[] frequenciesHz, double[] decaySeconds, double[] shares) {
        this.frequenciesHz = frequenciesHz;
        this.decaySeconds = decaySeconds;
        this.shares = shares;
    }

    void strike(ModeBank modes, RandomSource random, double level) {
        for (int i = 0; i < frequenciesHz.length; i++) {
            double share = shares[i] * random.uniform(0.7, 1.3);
            modes.strike(frequenciesHz[i], level * share, decaySeconds[i]);
        }
    }
}
