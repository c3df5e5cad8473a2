// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;

class SetComparisonTest {

    /** Quantiles of a normal distribution: a set without chance. */
    private static double[] normal(double mean, double deviation, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            double share = (i + 0.5) / count;
            values[i] = new NormalDistribution(mean, deviation).inverseCumulativeProbability(share);
        }
        return values;
    }

    @Test
    void equalDensitiesOverlapWholly() {
        Densities same = Densities.of(normal(3, 2, 50), normal(3, 2, 50));
        // The trapezoids' sum of a density whose sum was made 1.
        assertEquals(1, same.overlap(), 1e-9);
        assertEquals(0, same.divergence(), 1e-12);
        assertEquals(Densities.POINTS, same.grid().size());
        assertEquals(same.first(), same.second());
    }

    @Test
    void normalDensitiesHaveTheOverlapAndDivergenceOfTheirFormulas() {
        // Kernels of Scott's width make a deviation √(1 + n^(−2/5)) times as large.
        int count = 2000;
        double wide = Math.sqrt(1 + Math.pow(count, -0.4));
        Densities found = Densities.of(normal(0, 1, count), normal(1.5, 1, count));
        double overlap = 2 * new NormalDistribution().cumulativeProbability(-0.75 / wide);
        // Sets of quantiles are a little narrower than what they are of.
        assertEquals(overlap, found.overlap(), 0.005);
        // The divergence looks at their ends, which is where they are narrower.
        assertEquals(1.5 * 1.5 / 2 / (wide * wide), found.divergence(), 0.06);
        double integral = 0;
        double step = found.grid().get(1) - found.grid().get(0);
        for (double density : found.first()) {
            integral += step * density;
        }
        assertEquals(1, integral, 1e-9);
    }

    @Test
    void setsFarApartDoNotOverlapAndTheirDivergenceIsANumber() {
        Densities apart = Densities.of(normal(0, 1, 20), normal(1e6, 1, 20));
        assertEquals(0, apart.overlap(), 1e-9);
        assertTrue(apart.divergence() > 100 && apart.divergence() < Double.POSITIVE_INFINITY);
        assertEquals(
                apart.overlap(),
                Densities.of(normal(1e6, 1, 20), normal(0, 1, 20)).overlap(),
                1e-9);
    }

    @Test
    void valuesThatAreAllTheSame() {
        double[] fives = {5, 5, 5};
        assertEquals(1, Densities.of(fives, fives).overlap());
        assertEquals(0, Densities.of(fives, fives).divergence());
        assertEquals(0, Densities.of(fives, new double[] {7, 7}).overlap(), 1e-9);
        assertTrue(Densities.of(fives, new double[] {4, 5, 6}).overlap() > 0);
        for (double[] few : new double[][] {{}, {1}, {1, Double.NaN}}) {
            assertTrue(Double.isNaN(Densities.of(fives, few).overlap()));
            assertTrue(Double.isNaN(Densities.of(few, fives).divergence()));
        }
    }

    private static List<double[]> points(long seed, int count, double mean, double deviation) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(
                    new double[] {
                        random.nextGaussian(mean, deviation), random.nextGaussian(mean, deviation)
                    });
        }
        return points;
    }

    @Test
    void distancesAreThoseOfAllPairs() {
        List<double[]> generated = List.of(new double[] {0, 0}, new double[] {3, 4});
        List<double[]> reference =
                List.of(new double[] {0, 0}, new double[] {0, 1}, new double[] {Double.NaN, 1});
        SetComparison compared = SetComparison.of(generated, reference);
        assertEquals(List.of(5.0), compared.intraGenerated());
        assertEquals(List.of(1.0), compared.intraReference());
        assertEquals(List.of(0.0, 1.0, 5.0, Math.sqrt(18)), compared.inter());
        assertTrue(Double.isNaN(compared.overlap()) && Double.isNaN(compared.divergence()));
        assertThrows(
                IllegalArgumentException.class,
                () -> SetComparison.of(generated, List.of(new double[3])));
    }

    @Test
    void aSetOfTheSameKindIsNearerThanOneOfAnother() {
        List<double[]> reference = points(1, 40, 0, 1);
        SetComparison same = SetComparison.of(points(2, 40, 0, 1), reference);
        SetComparison moved = SetComparison.of(points(3, 40, 2, 1), reference);
        SetComparison copied = SetComparison.of(points(4, 40, 0, 0.01), reference);
        assertTrue(same.overlap() > 0.9, "" + same.overlap());
        assertTrue(moved.overlap() < 0.7 && moved.overlap() < copied.overlap());
        assertTrue(same.divergence() < 0.1 && moved.divergence() > 3 * same.divergence());
        double spread = copied.intraGenerated().stream().mapToDouble(d -> d).max().orElseThrow();
        assertTrue(spread < 0.1, "" + spread);
    }

    @Test
    void ofVeryManyValuesAnEvenPartIsEnough() {
        SplittableRandom random = new SplittableRandom(5);
        double[] many = random.doubles(1_000_000).toArray();
        double[] some = Arrays.copyOf(many, 4000);
        assertTrue(Densities.of(many, some).overlap() > 0.97);
    }
}
