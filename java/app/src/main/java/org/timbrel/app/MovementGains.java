// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Arrays;

/**
 * Gains of the parts of a band's level with which it moves as much as is wanted at every speed:
 * least squares of what is left in dB, and of the gains, by Gauss-Newton, one gain at a time.
 */
final class MovementGains {

    /** No gain is further from 0 dB. */
    private static final double MOST_DB = 15;

    /** What a squared dB of a gain counts beside one that is left. */
    private static final double COST = 0.02;

    private static final int ROUNDS = 100;

    /** A tenth of a decibel of movement is not heard, whatever its ratio. */
    private static final double LEAST_POWER = 0.01;

    private final double[][][] generated;
    private final double[] wantedDb;
    private final double[] factors; // Of the parts beside the level itself: gains less 1.
    private final double[] gainsDb;

    private MovementGains(double[][][] learned, double[][][] generated) {
        this.generated = generated;
        wantedDb = Arrays.stream(learned).mapToDouble(range -> db(range[0][0])).toArray();
        factors = new double[LevelParts.MOVING + 1];
        factors[LevelParts.MOVING] = 1;
        gainsDb = new double[LevelParts.MOVING];
    }

    /**
     * Finds them.
     *
     * @param learned [{@link LevelMovement#RANGES}][1][1] of the level as a whole
     * @param generated [{@link LevelMovement#RANGES}][parts][parts] of its {@link LevelParts}
     * @return [{@link LevelParts#MOVING}] in dB
     */
    static double[] of(double[][][] learned, double[][][] generated) {
        MovementGains gains = new MovementGains(learned, generated);
        for (int round = 0; round < ROUNDS; round++) {
            for (int k = 0; k < LevelParts.MOVING; k++) {
                gains.improve(k);
            }
        }
        return gains.gainsDb;
    }

    private void improve(int part) {
        double slope = -COST * gainsDb[part];
        double curvature = COST;
        for (int r = 0; r < wantedDb.length; r++) {
            double power = 0;
            double own = 0; // Of the power, by this gain's logarithm.
            for (int k = 0; k < factors.length; k++) {
                double row = 0;
                for (int i = 0; i < factors.length; i++) {
                    row += generated[r][k][i] * factors[i];
                }
                power += factors[k] * row;
                own += k == part ? 2 * (1 + factors[k]) * row : 0;
            }
            // Decibels of amplitude are half of those of power.
            double change = own / 2 / (Math.max(0, power) + LEAST_POWER);
            slope += change * (wantedDb[r] - db(power));
            curvature += change * change;
        }
        double gain = gainsDb[part] + slope / curvature;
        gainsDb[part] = Math.max(-MOST_DB, Math.min(MOST_DB, gain));
        factors[part] = Decibels.amplitude(gainsDb[part]) - 1;
    }

    private static double db(double power) {
        return Decibels.of(Math.max(0, power) + LEAST_POWER);
    }
}
