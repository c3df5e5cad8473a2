// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Arrays;

/** A number that depends on all that goes into the oracle, for central differences. */
final class OracleLoss {

    private static final int STEPS = 5;

    private final Cell cell;
    private final boolean norm;
    private final boolean masked;
    private final int inputs;
    private final int width;

    OracleLoss(Cell cell, boolean norm, boolean masked, int inputs, int width) {
        this.cell = cell;
        this.norm = norm;
        this.masked = masked;
        this.inputs = inputs;
        this.width = width;
    }

    /** Parameters, inputs and state, cut from one point. */
    private final class Parts {
        private final double[] point;
        private int from;
        final RecurrentOracle.Weights weights;
        final double[][] x = new double[STEPS][];
        final double[] h0;
        final double[] c0;

        Parts(double... point) {
            this.point = point;
            int rows = cell.gates() * width;
            double[] weightIh = next(rows * inputs);
            double[] weightHh = next(rows * width);
            double[] biasIh = next(rows);
            double[] biasHh = next(rows);
            double[] normIh = next(rows);
            double[] normHh = next(rows);
            weights =
                    new RecurrentOracle.Weights(
                            weightIh,
                            weightHh,
                            biasIh,
                            biasHh,
                            norm ? normIh : null,
                            norm ? normHh : null);
            for (int t = 0; t < STEPS; t++) {
                x[t] = next(inputs);
            }
            h0 = next(width);
            c0 = next(width);
        }

        private double[] next(int count) {
            from += count;
            return Arrays.copyOfRange(point, from - count, from);
        }

        RecurrentOracle oracle() {
            double[] mask = new double[width];
            for (int j = 0; j < width; j++) {
                mask[j] = j % 3 == 1 ? 0 : 1.5;
            }
            return new RecurrentOracle(cell, weights, masked ? mask : null, x, h0, c0);
        }
    }

    private static double factor(int t, int j) {
        return Math.cos(2.3 * t + j);
    }

    /** The sum of all outputs and of the last state, each with a factor of its own. */
    double at(double... point) {
        RecurrentOracle oracle = new Parts(point).oracle();
        double sum = 0;
        for (int j = 0; j < width; j++) {
            for (int t = 0; t < STEPS; t++) {
                sum += factor(t, j) * oracle.h[t + 1][j];
            }
            sum += factor(STEPS, j) * oracle.h[STEPS][j];
            if (cell == Cell.LSTM) {
                sum += factor(STEPS + 1, j) * oracle.c[STEPS][j];
            }
        }
        return sum;
    }

    /** Its gradient by the oracle's way back. */
    double[] gradient(double... point) {
        double[] gradient = new double[point.length];
        Parts parts = new Parts(point);
        double[][] factors = new double[STEPS + 2][width];
        for (int t = 0; t < factors.length; t++) {
            for (int j = 0; j < width; j++) {
                factors[t][j] = factor(t, j);
            }
        }
        RecurrentOracle oracle = parts.oracle();
        RecurrentOracle.Weights sums = new Parts(gradient).weights;
        double[] dc = cell == Cell.LSTM ? factors[STEPS + 1] : new double[width];
        double[][] dx = oracle.backward(factors, factors[STEPS], dc, sums);
        int at = 0;
        int rows = cell.gates() * width;
        for (double[] part :
                new double[][] {
                    sums.weightIh, sums.weightHh, sums.biasIh, sums.biasHh, sums.normIh, sums.normHh
                }) {
            int count = part == null ? rows : part.length;
            System.arraycopy(part == null ? new double[rows] : part, 0, gradient, at, count);
            at += count;
        }
        for (double[] row : dx) {
            System.arraycopy(row, 0, gradient, at, row.length);
            at += row.length;
        }
        System.arraycopy(oracle.dh0, 0, gradient, at, width);
        double[] dc0 = cell == Cell.LSTM ? oracle.dc0 : new double[width];
        System.arraycopy(dc0, 0, gradient, at + width, width);
        return gradient;
    }
}
