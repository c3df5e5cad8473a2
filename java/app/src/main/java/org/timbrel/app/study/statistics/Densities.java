// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The densities of two sets of values, and how far they are the same. Gaussian kernels of Scott's
 * width, the deviation times n^(−1/5) ("Multivariate Density Estimation", 1992), no narrower than
 * two steps of the grid. Both are estimated at the same places: overlap and divergence of densities
 * that were taken each on its own places mean nothing.
 *
 * @param grid where, {@value #POINTS} places over both sets and four kernels around them
 * @param first density of the first set there
 * @param second density of the second set there
 * @param overlap ∫ min(first, second), 0..1; 1 where they are the same (Yang and Lerch, "On the
 *     evaluation of generative models in music", Neural Computing and Applications 32, 2020)
 * @param divergence Kullback and Leibler's, ∫ first · ln(first / second), in nats; 0 where they are
 *     the same
 */
public record Densities(
        List<Double> grid,
        List<Double> first,
        List<Double> second,
        double overlap,
        double divergence) {

    /** Places of the grid. */
    public static final int POINTS = 1024;

    // Of more, as many that are evenly spread in order.
    private static final int MAX_VALUES = 4096;
    private static final double KERNELS_AROUND = 4;

    /** Copies that cannot change. */
    public Densities {
        grid = List.copyOf(grid);
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    /**
     * Of two sets.
     *
     * @param first at least two values that are not NaN, which are left out
     * @param second likewise
     * @return overlap and divergence NaN, and no places, where one has fewer; where all values of
     *     both are the same number, no places, overlap 1 and divergence 0
     */
    public static Densities of(double[] first, double[] second) {
        double[] one = sorted(first);
        double[] two = sorted(second);
        if (one.length < 2 || two.length < 2) {
            return new Densities(List.of(), List.of(), List.of(), Double.NaN, Double.NaN);
        }
        double least = Math.min(one[0], two[0]);
        double most = Math.max(one[one.length - 1], two[two.length - 1]);
        if (least == most) {
            return new Densities(List.of(), List.of(), List.of(), 1, 0);
        }
        double margin = KERNELS_AROUND * Math.max(scott(one), scott(two));
        // Where neither varies, kernels of two steps still find room.
        margin = Math.max(margin, 0.05 * (most - least));
        double step = (most - least + 2 * margin) / (POINTS - 1);
        double[] grid = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            grid[i] = least - margin + i * step;
        }
        double[] logOne = logDensity(one, Math.max(scott(one), 2 * step), grid, step);
        double[] logTwo = logDensity(two, Math.max(scott(two), 2 * step), grid, step);
        double overlap = 0;
        double divergence = 0;
        for (int i = 0; i < POINTS; i++) {
            overlap += step * Math.exp(Math.min(logOne[i], logTwo[i]));
            divergence += step * Math.exp(logOne[i]) * (logOne[i] - logTwo[i]);
        }
        return new Densities(
                list(grid),
                list(DoubleStream.of(logOne).map(Math::exp).toArray()),
                list(DoubleStream.of(logTwo).map(Math::exp).toArray()),
                Math.min(1, overlap),
                Math.max(0, divergence));
    }

    private static List<Double> list(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }

    private static double[] sorted(double[] values) {
        double[] all = DoubleStream.of(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (all.length <= MAX_VALUES) {
            return all;
        }
        double[] kept = new double[MAX_VALUES];
        for (int i = 0; i < MAX_VALUES; i++) {
            kept[i] = all[(int) ((i + 0.5) * all.length / MAX_VALUES)];
        }
        return kept;
    }

    private static double scott(double[] values) {
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1)) * Math.pow(values.length, -0.2);
    }

    /** Logarithms, since what is far from all values is too small for a number; of integral 1. */
    private static double[] logDensity(double[] values, double width, double[] grid, double step) {
        double[] density = new double[grid.length];
        double total = 0;
        for (int i = 0; i < grid.length; i++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (double value : values) {
                nearest = Math.min(nearest, Math.abs(grid[i] - value));
            }
            double closest = nearest / width;
            double sum = 0;
            for (double value : values) {
                double distance = (grid[i] - value) / width;
                sum += Math.exp(0.5 * (closest * closest - distance * distance));
            }
            density[i] = Math.log(sum) - 0.5 * closest * closest;
            total += step * Math.exp(density[i]);
        }
        for (int i = 0; i < grid.length; i++) {
            density[i] -= Math.log(total);
        }
        return density;
    }
}
