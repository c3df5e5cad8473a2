// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A whole network in double precision, one sequence after the other: forward, loss, and the way
 * back by the chain rule. Slow and obvious, what devices are compared with.
 */
final class NetworkOracle {

    private final NetworkSpec spec;
    private final double[] parameters;
    private final NetworkCase batch;
    private final int width;
    private final Map<String, ParameterShape> shapes = new HashMap<>();

    double sum;
    final double[] gradients;
    final double[] losses;
    final double[] lastH;
    final double[] lastC;

    NetworkOracle(NetworkCase batch, double... parameters) {
        spec = batch.spec;
        this.parameters = parameters;
        this.batch = batch;
        width = spec.hiddenSize();
        spec.parameterShapes().forEach(shape -> shapes.put(shape.name(), shape));
        gradients = new double[parameters.length];
        losses = new double[batch.steps * batch.batch];
        lastH = NetworkCase.doubles(batch.h0);
        lastC = NetworkCase.doubles(batch.c0);
        for (int n = 0; n < batch.batch; n++) {
            sequence(n);
        }
    }

    /** What one LSTM layer did at every step of the sequence. */
    private final class Layer {
        final int index;
        final double[][] x;
        final double[][] gates;
        final double[][] c;
        final double[][] h;
        final double[][] kept;
        final double[][] dense;

        Layer(int index, int length, double[][] x) {
            this.index = index;
            this.x = x;
            gates = new double[length][];
            c = new double[length + 1][];
            h = new double[length + 1][];
            kept = new double[length][];
            dense = new double[length][];
        }

        boolean hasDense() {
            return spec.denseSize() > 0 && index < spec.layers() - 1;
        }

        double[][] result() {
            return hasDense() ? dense : kept;
        }
    }

    private void sequence(int n) {
        int length = batch.lengths[n];
        int frame = spec.frameSize();
        double[][] x = new double[length][];
        for (int t = 0; t < length; t++) {
            x[t] = row(batch.inputs, t * batch.batch + n, frame);
        }
        Layer[] layers = new Layer[spec.layers()];
        for (int l = 0; l < layers.length; l++) {
            layers[l] = new Layer(l, length, x);
            forward(layers[l], n, length);
            x = layers[l].result();
        }
        double[][] dx = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] outputs = affine("head", x[t]);
            double[] dOutputs = new double[outputs.length];
            if (t >= batch.scoredFrom) {
                double[] target = row(batch.targets, t * batch.batch + n, frame);
                double loss =
                        spec.head() instanceof Head.MixtureDensity mixture
                                ? mixtureLoss(mixture, outputs, target, dOutputs)
                                : squaredLoss(outputs, target, dOutputs);
                losses[t * batch.batch + n] = loss;
                sum += loss;
            }
            dx[t] = affineBack("head", x[t], dOutputs);
        }
        for (int l = layers.length - 1; l >= 0; l--) {
            dx = backward(layers[l], n, length, dx);
        }
    }

    private void forward(Layer layer, int n, int length) {
        int state = (layer.index * batch.batch + n) * width;
        layer.h[0] = row(batch.h0, state / width, width);
        layer.c[0] = row(batch.c0, state / width, width);
        String suffix = "_l" + layer.index;
        for (int t = 0; t < length; t++) {
            double[] sums = new double[4 * width];
            product(sums, "lstm.weight_ih" + suffix, layer.x[t]);
            product(sums, "lstm.weight_hh" + suffix, layer.h[t]);
            double[] c = new double[width];
            double[] h = new double[width];
            double[] kept = new double[width];
            for (int j = 0; j < width; j++) {
                for (int gate = 0; gate < 4; gate++) {
                    int k = gate * width + j;
                    double v =
                            sums[k]
                                    + parameters[offset("lstm.bias_ih" + suffix) + k]
                                    + parameters[offset("lstm.bias_hh" + suffix) + k];
                    sums[k] = gate == 2 ? Math.tanh(v) : 1 / (1 + Math.exp(-v));
                }
                c[j] = sums[width + j] * layer.c[t][j] + sums[j] * sums[2 * width + j];
                h[j] = sums[3 * width + j] * Math.tanh(c[j]);
                kept[j] = h[j] * mask(layer.index, t, n, j);
            }
            layer.gates[t] = sums;
            layer.c[t + 1] = c;
            layer.h[t + 1] = h;
            layer.kept[t] = kept;
            if (layer.hasDense()) {
                layer.dense[t] = affine("dense." + layer.index, kept);
                for (int k = 0; k < layer.dense[t].length; k++) {
                    layer.dense[t][k] = Math.tanh(layer.dense[t][k]);
                }
            }
        }
        System.arraycopy(layer.h[length], 0, lastH, state, width);
        System.arraycopy(layer.c[length], 0, lastC, state, width);
    }

    private double mask(int layer, int t, int n, int j) {
        if (batch.dropout == null || spec.dropout() == 0) {
            return 1;
        }
        boolean keeps =
                PhiloxOracle.keeps(
                        batch.dropout.seed(),
                        batch.dropout.step(),
                        layer,
                        spec.dropout(),
                        width,
                        t,
                        n,
                        j);
        return keeps ? 1 / (1 - (double) spec.dropout()) : 0;
    }

    /** From the gradient of the layer's results to that of its inputs. */
    private double[][] backward(Layer layer, int n, int length, double[][] dResult) {
        String suffix = "_l" + layer.index;
        double[][] dx = new double[length][];
        double[] dh = new double[width];
        double[] dc = new double[width];
        for (int t = length - 1; t >= 0; t--) {
            double[] dKept = dResult[t];
            if (layer.hasDense()) {
                double[] dSums = dResult[t].clone();
                for (int k = 0; k < dSums.length; k++) {
                    dSums[k] *= 1 - layer.dense[t][k] * layer.dense[t][k];
                }
                dKept = affineBack("dense." + layer.index, layer.kept[t], dSums);
            }
            double[] dSums = new double[4 * width];
            for (int j = 0; j < width; j++) {
                double i = layer.gates[t][j];
                double f = layer.gates[t][width + j];
                double g = layer.gates[t][2 * width + j];
                double o = layer.gates[t][3 * width + j];
                double tanh = Math.tanh(layer.c[t + 1][j]);
                double dhj = dh[j] + dKept[j] * mask(layer.index, t, n, j);
                double dcj = dc[j] + dhj * o * (1 - tanh * tanh);
                dSums[j] = dcj * g * i * (1 - i);
                dSums[width + j] = dcj * layer.c[t][j] * f * (1 - f);
                dSums[2 * width + j] = dcj * i * (1 - g * g);
                dSums[3 * width + j] = dhj * tanh * o * (1 - o);
                dc[j] = dcj * f;
            }
            dx[t] = productBack("lstm.weight_ih" + suffix, layer.x[t], dSums);
            dh = productBack("lstm.weight_hh" + suffix, layer.h[t], dSums);
            for (int k = 0; k < 4 * width; k++) {
                gradients[offset("lstm.bias_ih" + suffix) + k] += dSums[k];
                gradients[offset("lstm.bias_hh" + suffix) + k] += dSums[k];
            }
        }
        return dx;
    }

    private double mixtureLoss(
            Head.MixtureDensity head, double[] outputs, double[] target, double[] dOutputs) {
        int components = head.components();
        int frame = target.length;
        double[] joint = new double[components];
        double[] weights = new double[components];
        for (int k = 0; k < components; k++) {
            weights[k] = outputs[k];
            joint[k] = outputs[k];
            for (int d = 0; d < frame; d++) {
                double mean = outputs[components + k * frame + d];
                double sigma = sigma(head, outputs[components + (components + k) * frame + d]);
                double z = (target[d] - mean) / sigma;
                joint[k] += -z * z / 2 - Math.log(sigma) - Math.log(2 * Math.PI) / 2;
            }
        }
        double normaliser = logSumExp(weights);
        double all = logSumExp(joint);
        for (int k = 0; k < components; k++) {
            double responsibility = Math.exp(joint[k] - all);
            dOutputs[k] = Math.exp(outputs[k] - normaliser) - responsibility;
            for (int d = 0; d < frame; d++) {
                int m = components + k * frame + d;
                int s = components + (components + k) * frame + d;
                double sigma = sigma(head, outputs[s]);
                double z = (target[d] - outputs[m]) / sigma;
                dOutputs[m] = -responsibility * z / sigma;
                dOutputs[s] = responsibility * (1 - z * z) / sigma * Math.exp(outputs[s]);
            }
        }
        return normaliser - all;
    }

    private static double sigma(Head.MixtureDensity head, double raw) {
        return head.scaleFloor() + Math.exp(raw);
    }

    private static double squaredLoss(double[] outputs, double[] target, double[] dOutputs) {
        double loss = 0;
        for (int d = 0; d < target.length; d++) {
            double error = outputs[d] - target[d];
            loss += error * error / target.length;
            dOutputs[d] = 2 * error / target.length;
        }
        return loss;
    }

    private static double logSumExp(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - largest);
        }
        return largest + Math.log(sum);
    }

    private int offset(String name) {
        return (int) shapes.get(name).offset();
    }

    private void product(double[] sums, String weight, double[] x) {
        int offset = offset(weight);
        for (int row = 0; row < sums.length; row++) {
            for (int k = 0; k < x.length; k++) {
                sums[row] += parameters[offset + row * x.length + k] * x[k];
            }
        }
    }

    private double[] productBack(String weight, double[] x, double[] dSums) {
        int offset = offset(weight);
        double[] dx = new double[x.length];
        for (int row = 0; row < dSums.length; row++) {
            for (int k = 0; k < x.length; k++) {
                dx[k] += parameters[offset + row * x.length + k] * dSums[row];
                gradients[offset + row * x.length + k] += dSums[row] * x[k];
            }
        }
        return dx;
    }

    private double[] affine(String layer, double[] x) {
        double[] sums = new double[shapes.get(layer + ".bias").shape().get(0)];
        for (int row = 0; row < sums.length; row++) {
            sums[row] = parameters[offset(layer + ".bias") + row];
        }
        product(sums, layer + ".weight", x);
        return sums;
    }

    private double[] affineBack(String layer, double[] x, double[] dSums) {
        for (int row = 0; row < dSums.length; row++) {
            gradients[offset(layer + ".bias") + row] += dSums[row];
        }
        return productBack(layer + ".weight", x, dSums);
    }

    private static double[] row(float[] values, int row, int width) {
        return NetworkCase.doubles(Arrays.copyOfRange(values, row * width, (row + 1) * width));
    }
}
