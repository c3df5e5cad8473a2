// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RandomSourceTest {

    private static final int DRAWS = 200_000;

    @Test
    void layersAreRepeatableAndIndependentOfDraws() {
        RandomSource fresh = new RandomSource(4);
        RandomSource used = new RandomSource(4);
        used.uniform();
        assertEquals(fresh.layer("a").uniform(), used.layer("a").uniform());
        assertNotEquals(fresh.layer("a").uniform(), fresh.layer("b").uniform());
        assertNotEquals(fresh.layer("a").uniform(), new RandomSource(5).layer("a").uniform());
    }

    @Test
    void gaussianHasItsMoments() {
        RandomSource random = new RandomSource(1);
        double[] powers = new double[5];
        for (int i = 0; i < DRAWS; i++) {
            double x = random.gaussian();
            for (int p = 1; p <= 4; p++) {
                powers[p] += Math.pow(x, p) / DRAWS;
            }
        }
        // Five standard errors: √(1, 2, 15, 96 / 200 000).
        assertEquals(0, powers[1], 0.012);
        assertEquals(1, powers[2], 0.016);
        assertEquals(0, powers[3], 0.044);
        assertEquals(3, powers[4], 0.11);
    }

    @Test
    void powerLawHasItsMedianAndLimits() {
        RandomSource random = new RandomSource(2);
        // Half of a density x^-3 on [1, 10] lies below 1/√(1 − 0.99/2); of 1/x below √10.
        assertEquals(0.5, shareBelow(random, 3, 1 / Math.sqrt(1 - 0.495)), 0.006);
        assertEquals(0.5, shareBelow(random, 1, Math.sqrt(10)), 0.006);
    }

    private static double shareBelow(RandomSource random, double exponent, double limit) {
        int below = 0;
        for (int i = 0; i < DRAWS; i++) {
            double x = random.power(1, 10, exponent);
            assertTrue(x >= 1 && x <= 10 + 1e-12);
            below += x < limit ? 1 : 0;
        }
        return (double) below / DRAWS;
    }

    @Test
    void poissonClockKeepsItsRate() {
        PoissonClock clock = new PoissonClock(new RandomSource(3));
        int events = 0;
        for (int i = 0; i < 100 * 44_100; i++) {
            events += clock.fires(250) ? 1 : 0;
        }
        // One sample in 176 holds an event, so the rate is 0.3 % low; five standard errors are 3 %.
        assertEquals(25_000, events, 900);
    }

    @Test
    void driftIsStandardNormalFromTheFirstSample() {
        double mean = 0;
        double variance = 0;
        int processes = 20_000;
        for (int i = 0; i < processes; i++) {
            double x = new Drift(new RandomSource(i).layer("drift"), 0.5).next();
            mean += x / processes;
            variance += x * x / processes;
        }
        assertEquals(0, mean, 0.035);
        assertEquals(1, variance, 0.05);
    }

    @Test
    void driftMovesSmoothlyAndKeepsItsVariance() {
        Drift drift = new Drift(new RandomSource(6).layer("drift"), 0.05);
        double last = drift.next();
        double variance = 0;
        int samples = 600 * 44_100;
        for (int i = 0; i < samples; i++) {
            double now = drift.next();
            // The smoothed stage moves at most (1 − a) of the rough one's distance in 64 samples.
            assertTrue(Math.abs(now - last) < 0.005);
            last = now;
            variance += now * now / samples;
        }
        // Some 6000 independent stretches.
        assertEquals(1, variance, 0.1);
    }
}
