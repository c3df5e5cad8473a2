// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LevelGaussianTest {

    private static LevelGaussian of(double[]... frames) {
        LevelGaussian.Listener listener = new LevelGaussian.Listener(frames[0].length, 22050);
        for (double[] frame : frames) {
            listener.add(frame);
        }
        return listener.gaussian();
    }

    /**
     * Frames whose mean is {@code mean} and whose covariance is exactly deviations² on a diagonal.
     */
    private static LevelGaussian diagonal(double[] mean, double[] deviations) {
        List<double[]> frames = new ArrayList<>();
        int bands = mean.length;
        for (int b = 0; b < bands; b++) {
            for (int sign : new int[] {-1, 1}) {
                double[] frame = mean.clone();
                // 2 · bands frames, of which two move this band.
                frame[b] += sign * deviations[b] * Math.sqrt(bands);
                frames.add(frame);
            }
        }
        return of(frames.toArray(double[][]::new));
    }

    private static double[][] random(long seed, int frames, int bands, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] values = new double[frames][bands];
        for (double[] frame : values) {
            double common = random.nextGaussian();
            for (int b = 0; b < bands; b++) {
                frame[b] = 30 + scale * (common + random.nextGaussian()) + b;
            }
        }
        return values;
    }

    @Test
    void diagonalCovariancesHaveTheDistanceOfTheirFormula() {
        LevelGaussian one = diagonal(new double[] {1, 2, 3}, new double[] {1, 2, 3});
        LevelGaussian two = diagonal(new double[] {2, 0, 3}, new double[] {3, 2, 0.5});
        assertEquals(4, one.covariance()[1][1], 1e-12);
        // |m − m'|² + Σ (σ − σ')²: 1 + 4 + 0 and 4 + 0 + 6.25.
        assertEquals(15.25, one.frechet(two), 1e-9);
        assertEquals(15.25, two.frechet(one), 1e-9);
    }

    @Test
    void inTwoDimensionsTheRootHasAClosedForm() {
        // tr((C C')½) = √(tr(C C') + 2 √det(C C')) for matrices of two rows.
        LevelGaussian one = of(random(1, 200, 2, 3));
        LevelGaussian two = of(random(2, 300, 2, 1));
        double[][] c = one.covariance();
        double[][] d = two.covariance();
        double product = 0;
        double distance = c[0][0] + c[1][1] + d[0][0] + d[1][1];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                product += c[i][j] * d[j][i];
            }
            double apart = one.mean()[i] - two.mean()[i];
            distance += apart * apart;
        }
        double determinant =
                (c[0][0] * c[1][1] - c[0][1] * c[1][0]) * (d[0][0] * d[1][1] - d[0][1] * d[1][0]);
        distance -= 2 * Math.sqrt(product + 2 * Math.sqrt(determinant));
        assertEquals(distance, one.frechet(two), 1e-9 * distance);
    }

    @Test
    void equalSetsAreAtNoDistance() {
        LevelGaussian one = of(random(3, 500, 40, 5));
        // A trace of some 2,000 dB², rounded.
        assertEquals(0, one.frechet(one), 1e-9);
        LevelGaussian point = of(new double[40]);
        assertEquals(0, point.frechet(point));
        // Fewer frames than bands: the covariance has no inverse, the distance needs none.
        LevelGaussian few = of(random(4, 7, 40, 5));
        assertEquals(0, few.frechet(few), 1e-6);
    }

    @Test
    void partsJoinedAreTheWhole() {
        double[][] frames = random(5, 101, 6, 4);
        List<LevelGaussian> parts = new ArrayList<>();
        for (int from = 0; from < frames.length; ) {
            int to = Math.min(frames.length, from + 1 + from);
            parts.add(of(Arrays.copyOfRange(frames, from, to)));
            from = to;
        }
        LevelGaussian whole = of(frames);
        LevelGaussian joined = LevelGaussian.joined(parts);
        assertEquals(101, joined.frames());
        assertArrayEquals(whole.mean(), joined.mean(), 1e-9);
        for (int b = 0; b < 6; b++) {
            assertArrayEquals(whole.covariance()[b], joined.covariance()[b], 1e-9);
        }
        assertThrows(IllegalArgumentException.class, () -> LevelGaussian.joined(List.of()));
    }

    @Test
    void theDistanceOfTwoSamplesOfOneDistributionFallsWithTheirSize() {
        double few = of(random(6, 100, 40, 5)).frechet(of(random(7, 100, 40, 5)));
        double many = of(random(6, 10_000, 40, 5)).frechet(of(random(7, 10_000, 40, 5)));
        // Roughly with 1 / frames; of 100 frames and 40 bands it is far from 0.
        assertTrue(few > 100 && many < few / 30, few + " " + many);
    }
}
