// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearFitTest {

    private static final float[] NO_AVERAGES = {};

    /** Frames of z_t = mean + Σ A_p (z_{t−p} − mean) + noise, with a rotation in A_1. */
    private static float[] process(double[][] gains, float mean, int frames, long seed) {
        int dims = gains[0].length;
        int past = gains.length / dims;
        Random random = new Random(seed);
        float[] values = new float[frames * dims];
        for (int t = 0; t < frames; t++) {
            for (int d = 0; d < dims; d++) {
                double sum = mean + random.nextGaussian();
                for (int p = 1; p <= Math.min(past, t); p++) {
                    for (int k = 0; k < dims; k++) {
                        double from = values[(t - p) * dims + k] - mean;
                        sum += gains[(p - 1) * dims + k][d] * from;
                    }
                }
                values[t * dims + d] = (float) sum;
            }
        }
        return values;
    }

    @Test
    void findsTheGainsOfAKnownProcess() {
        // By what goes in: rows are values of z_{t-1}, then of z_{t-2}.
        double[][] gains = {{0.6, -0.5}, {0.5, 0.6}, {0.1, 0}, {-0.2, 0.15}};
        int frames = 200_000;
        float[] values = process(gains, 3, frames, 1);
        LinearFit fit =
                new LinearFit(
                        2,
                        2,
                        NO_AVERAGES,
                        List.of(
                                Arrays.copyOf(values, frames),
                                Arrays.copyOfRange(values, frames, 2 * frames)));
        double[] found = fit.gains();
        for (int k = 0; k < 4; k++) {
            for (int d = 0; d < 2; d++) {
                // Its standard error is about 1 / √200,000; the ridge takes a thousandth.
                assertEquals(gains[k][d], found[k * 2 + d], 0.012, "gain %d,%d".formatted(k, d));
            }
        }
        assertEquals(3, fit.mean()[0], 0.05);
        // What is left is the noise.
        LinearPart part = new LinearPart(2, 2, 1, NO_AVERAGES, fit.mean(), floats(found));
        float[] innovations = part.innovations(0, values);
        double variance = 0;
        for (int k = 4; k < innovations.length; k++) {
            variance += innovations[k] * (double) innovations[k] / (innovations.length - 4);
        }
        assertEquals(1, variance, 0.02);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) values[k];
        }
        return floats;
    }

    @Test
    void keepsTheRadiusBelowTheCap() {
        // A random walk: its radius is 1, and slow averages see its level.
        float[] walk = new float[3 * 5000];
        Random random = new Random(4);
        for (int k = 3; k < walk.length; k++) {
            walk[k] = walk[k - 3] * (k % 3 == 0 ? 1.001f : 1) + (float) random.nextGaussian();
        }
        for (float[] averages : new float[][] {NO_AVERAGES, {16, 64, 256}, {2000}}) {
            for (int past = 1; past <= 4; past += 3) {
                LinearFit fit = new LinearFit(3, past, averages, List.of(walk));
                // Gelfand's formula is good to 1e-5.
                assertTrue(fit.radius() <= Math.exp(-1.0 / 2000) + 1e-5, "radius " + fit.radius());
                assertTrue(fit.radius() > 0.99, "radius " + fit.radius());
            }
        }
    }

    @Test
    void framesThatNeverChangeHaveNoGains() {
        LinearFit fit = new LinearFit(2, 2, new float[] {8}, List.of(new float[40]));
        assertArrayEquals(new double[12], fit.gains());
        assertArrayEquals(new float[2], fit.mean());
    }

    @Test
    void theRadiusIsThatOfTheEigenvalues() {
        // A rotation by 1 radian, shrunk to 0.9, beside 0.5, and a nilpotent matrix.
        double c = 0.9 * Math.cos(1);
        double s = 0.9 * Math.sin(1);
        assertEquals(0.9, SpectralRadius.of(3, c, -s, 0, s, c, 0, 0, 0, 0.5), 1e-5);
        assertEquals(0, SpectralRadius.of(2, 0, 1, 0, 0));
        assertEquals(0.7, SpectralRadius.of(2, 0.7, 100, 0, 0.7), 2e-5);
        assertEquals(3, SpectralRadius.of(1, -3), 1e-9);
    }

    @Test
    void solvesByCholesky() {
        Cholesky factor = new Cholesky(3, 4, 0, 0, 2, 10, 0, -2, 5, 14);
        double[] b = {4 + 4 - 6, 2 + 20 + 15, -2 + 10 + 42};
        factor.solve(b);
        assertArrayEquals(new double[] {1, 2, 3}, b, 1e-12);
        assertThrows(IllegalArgumentException.class, () -> new Cholesky(2, 1, 0, 2, 1));
    }

    @Test
    void refusesWhatItCannotFit() {
        assertEquals(
                "no piece is longer than the 4 frames that the linear part looks back at",
                refusal(() -> new LinearFit(2, 4, NO_AVERAGES, List.of(new float[8]))));
        assertEquals(
                "a time constant of 4000.0 steps is outside 1..2000",
                refusal(() -> new LinearFit(2, 4, new float[] {4000}, List.of(new float[80]))));
        assertEquals(
                "a piece holds 81 values, but [T,D] has 80",
                refusal(() -> new LinearFit(2, 4, NO_AVERAGES, List.of(new float[81]))));
        float[] broken = new float[80];
        broken[7] = Float.NaN;
        assertEquals(
                "a piece holds NaN at 7",
                refusal(() -> new LinearFit(2, 4, NO_AVERAGES, List.of(broken))));
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
