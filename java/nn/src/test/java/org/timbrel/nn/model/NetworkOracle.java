// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.RecurrentOracle;

/**
 * A whole network in double precision, one sequence after the other: forward, loss, and the way
 * back by the chain rule. Slow and obvious, what devices are compared with.
 */
final class NetworkOracle {

    private final NetworkSpec spec;
    private final NetworkCase batch;
    private final int width;
    private final Map<String, double[]> parameters = new HashMap<>();
    private final Map<String, double[]> slopes = new HashMap<>();

    double sum;
    final double[] gradients;
    final double[] losses;
    final double[] lastH;
    final double[] lastC;

    NetworkOracle(NetworkCase batch, double... flat) {
        spec = batch.spec;
        this.batch = batch;
        width = spec.hiddenSize();
        for (ParameterShape shape : spec.parameterShapes()) {
            double[] values = Arrays.copyOfRange(flat, (int) shape.offset(), (int) shape.end());
            parameters.put(shape.name(), values);
            slopes.put(shape.name(), new double[values.length]);
        }
        gradients = new double[flat.length];
        losses = new double[batch.steps * batch.batch];
        lastH = NetworkCase.doubles(batch.h0);
        lastC = NetworkCase.doubles(batch.c0);
        for (int n = 0; n < batch.batch; n++) {
            sequence(n);
        }
        for (ParameterShape shape : spec.parameterShapes()) {
            double[] slope = slopes.get(shape.name());
            System.arraycopy(slope, 0, gradients, (int) shape.offset(), slope.length);
        }
    }

    /** What one layer did with the sequence. */
    private final class Layer {
        final int index;
        final int n;
        final RecurrentOracle cells;
        final double[][] kept;
        final double[][] result;

        Layer(int index, int n, double[][] x) {
            this.index = index;
            this.n = n;
            int state = index * batch.batch + n;
            cells =
                    new RecurrentOracle(
                            spec.cell(),
                            weights(parameters, index),
                            recurrentMask(index, n),
                            x,
                            row(batch.h0, state, width),
                            row(batch.c0, state, width));
            kept = new double[x.length][width];
            result = hasDense() ? new double[x.length][] : kept;
            for (int t = 0; t < x.length; t++) {
                for (int j = 0; j < width; j++) {
                    kept[t][j] = cells.h[t + 1][j] * mask(index, spec.dropout(), t, n, j);
                }
                if (hasDense()) {
                    result[t] = affine("dense." + index, kept[t]);
                    for (int k = 0; k < result[t].length; k++) {
                        result[t][k] = Math.tanh(result[t][k]);
                    }
                }
            }
            System.arraycopy(cells.h[x.length], 0, lastH, state * width, width);
            if (spec.cell() == Cell.LSTM) {
                System.arraycopy(cells.c[x.length], 0, lastC, state * width, width);
            }
        }

        boolean hasDense() {
            return spec.denseSize() > 0 && index < spec.layers() - 1;
        }

        /** From the gradient of the results to that of the inputs. */
        double[][] backward(double[][] dResult) {
            double[][] dy = new double[dResult.length][];
            for (int t = 0; t < dy.length; t++) {
                dy[t] = dResult[t].clone();
                if (hasDense()) {
                    for (int k = 0; k < dy[t].length; k++) {
                        dy[t][k] *= 1 - result[t][k] * result[t][k];
                    }
                    dy[t] = affineBack("dense." + index, kept[t], dy[t]);
                }
                for (int j = 0; j < width; j++) {
                    dy[t][j] *= mask(index, spec.dropout(), t, n, j);
                }
            }
            double[] zeros = new double[width];
            return cells.backward(dy, zeros, zeros, weights(slopes, index));
        }
    }

    private RecurrentOracle.Weights weights(Map<String, double[]> of, int layer) {
        String prefix = spec.cell() + ".";
        return new RecurrentOracle.Weights(
                of.get(prefix + "weight_ih_l" + layer),
                of.get(prefix + "weight_hh_l" + layer),
                of.get(prefix + "bias_ih_l" + layer),
                of.get(prefix + "bias_hh_l" + layer),
                of.get(prefix + "norm_ih_l" + layer),
                of.get(prefix + "norm_hh_l" + layer));
    }

    private void sequence(int n) {
        int length = batch.lengths[n];
        int frame = spec.frameSize();
        double[][] x = new double[length][];
        for (int t = 0; t < length; t++) {
            x[t] = row(batch.inputs, t * batch.batch + n, spec.valuesIn());
            if (spec.embeddingSize() > 0) {
                x[t] = embedding(parameters, x[t]);
            }
        }
        Layer[] layers = new Layer[spec.layers()];
        for (int l = 0; l < layers.length; l++) {
            layers[l] = new Layer(l, n, x);
            x = layers[l].result;
        }
        double[][] dx = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] outputs = affine("head", x[t]);
            double[] dOutputs = new double[outputs.length];
            if (t >= batch.scoredFrom) {
                double[] target = row(batch.targets, t * batch.batch + n, frame);
                double loss = HeadOracle.loss(spec.head(), outputs, target, dOutputs);
                losses[t * batch.batch + n] = loss;
                sum += loss;
            }
            dx[t] = affineBack("head", x[t], dOutputs);
        }
        for (int l = layers.length - 1; l >= 0; l--) {
            dx = layers[l].backward(dx);
        }
        for (int t = 0; t < length && spec.embeddingSize() > 0; t++) {
            int token = (int) batch.inputs[(t * batch.batch + n) * spec.valuesIn()];
            for (int k = 0; k < spec.embeddingSize(); k++) {
                slopes.get("embedding.weight")[token * spec.embeddingSize() + k] += dx[t][k];
            }
        }
    }

    /** The row of a token, and what stands behind the token. */
    private double[] embedding(Map<String, double[]> of, double... given) {
        int size = spec.embeddingSize();
        int token = (int) given[0];
        int from = token * size;
        double[] row =
                Arrays.copyOfRange(of.get("embedding.weight"), from, from + spec.inputSize(0));
        System.arraycopy(given, 1, row, size, given.length - 1);
        return row;
    }

    /** [H], the same at every step; ids of masks begin behind those of outputs. */
    private double[] recurrentMask(int layer, int n) {
        double[] mask = new double[width];
        for (int j = 0; j < width; j++) {
            int id = NetworkSpec.MAX_LAYERS + layer;
            mask[j] = mask(id, spec.recurrentDropout(), 0, n, j);
        }
        return mask;
    }

    private double mask(int id, float probability, int t, int n, int j) {
        boolean keeps =
                probability == 0
                        || PhiloxOracle.keeps(
                                batch.dropoutSeed,
                                batch.dropoutStep,
                                id,
                                probability,
                                width,
                                t,
                                n,
                                j);
        return keeps ? 1 / (1 - (double) probability) : 0;
    }

    private double[] affine(String layer, double[] x) {
        double[] weight = parameters.get(layer + ".weight");
        double[] sums = parameters.get(layer + ".bias").clone();
        for (int row = 0; row < sums.length; row++) {
            for (int k = 0; k < x.length; k++) {
                sums[row] += weight[row * x.length + k] * x[k];
            }
        }
        return sums;
    }

    private double[] affineBack(String layer, double[] x, double[] dSums) {
        double[] weight = parameters.get(layer + ".weight");
        double[] dWeight = slopes.get(layer + ".weight");
        double[] dx = new double[x.length];
        for (int row = 0; row < dSums.length; row++) {
            slopes.get(layer + ".bias")[row] += dSums[row];
            for (int k = 0; k < x.length; k++) {
                dx[k] += weight[row * x.length + k] * dSums[row];
                dWeight[row * x.length + k] += dSums[row] * x[k];
            }
        }
        return dx;
    }

    private static double[] row(float[] values, int row, int width) {
        return NetworkCase.doubles(Arrays.copyOfRange(values, row * width, (row + 1) * width));
    }
}
