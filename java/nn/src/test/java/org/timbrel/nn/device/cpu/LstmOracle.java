// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import org.timbrel.nn.device.LstmShape;

/**
 * One LSTM layer, forward, in double precision: slow and obvious, what devices are compared with.
 */
final class LstmOracle {

    /** Outputs, with the shapes that {@link CpuDevice#lstmForward} has. */
    final double[] y;

    final double[] lastH;
    final double[] lastC;
    final double[] gates;
    final double[] cells;

    LstmOracle(LstmShape shape, LstmCase inputs) {
        int steps = (int) shape.steps();
        int batch = (int) shape.batch();
        int width = (int) shape.hiddenSize();
        y = new double[(int) shape.outputCount()];
        gates = new double[(int) shape.gatesCount()];
        cells = new double[(int) shape.outputCount()];
        lastH = new double[(int) shape.stateCount()];
        lastC = new double[(int) shape.stateCount()];
        for (int n = 0; n < batch; n++) {
            double[] h = new double[width];
            double[] c = new double[width];
            for (int j = 0; j < width; j++) {
                h[j] = inputs.h0[n * width + j];
                c[j] = inputs.c0[n * width + j];
            }
            for (int t = 0; t < steps && t < inputs.lengths[n]; t++) {
                double[] sums = sums(inputs, (t * batch + n) * (int) shape.inputSize(), h);
                for (int j = 0; j < width; j++) {
                    double i = sigmoid(sums[j]);
                    double f = sigmoid(sums[width + j]);
                    double g = Math.tanh(sums[2 * width + j]);
                    double o = sigmoid(sums[3 * width + j]);
                    c[j] = f * c[j] + i * g;
                    h[j] = o * Math.tanh(c[j]);
                    int row = t * batch + n;
                    y[row * width + j] = h[j];
                    cells[row * width + j] = c[j];
                    gates[(row * 4 + 0) * width + j] = i;
                    gates[(row * 4 + 1) * width + j] = f;
                    gates[(row * 4 + 2) * width + j] = g;
                    gates[(row * 4 + 3) * width + j] = o;
                }
            }
            System.arraycopy(h, 0, lastH, n * width, width);
            System.arraycopy(c, 0, lastC, n * width, width);
        }
    }

    /** Rows of W x + U h + b, gates stacked. */
    private static double[] sums(LstmCase inputs, int xOffset, double[] h) {
        int width = h.length;
        int inputSize = inputs.weightIh.length / (4 * width);
        double[] sums = new double[4 * width];
        for (int row = 0; row < sums.length; row++) {
            double sum = (double) inputs.biasIh[row] + inputs.biasHh[row];
            for (int k = 0; k < inputSize; k++) {
                sum += (double) inputs.weightIh[row * inputSize + k] * inputs.x[xOffset + k];
            }
            for (int k = 0; k < width; k++) {
                sum += inputs.weightHh[row * width + k] * h[k];
            }
            sums[row] = sum;
        }
        return sums;
    }

    private static double sigmoid(double v) {
        return 1 / (1 + Math.exp(-v));
    }
}
