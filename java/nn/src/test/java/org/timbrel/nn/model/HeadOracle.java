// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

/** The loss of one step and its gradient, in double precision, by the definition of each head. */
final class HeadOracle {

    private HeadOracle() {}

    /** The loss of the step; its gradient goes into {@code dOutputs}. */
    static double loss(Head head, double[] outputs, double[] target, double[] dOutputs) {
        return switch (head.type()) {
            case MEAN -> squared(outputs, target, dOutputs);
            case MIXTURE -> mixture((Head.MixtureDensity) head, outputs, target, dOutputs);
            case CATEGORICAL -> categorical(outputs, (int) target[0], dOutputs);
            case BERNOULLI -> bernoulli(outputs, target, dOutputs);
        };
    }

    private static double mixture(
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

    private static double squared(double[] outputs, double[] target, double[] dOutputs) {
        double loss = 0;
        for (int d = 0; d < target.length; d++) {
            double error = outputs[d] - target[d];
            loss += error * error / target.length;
            dOutputs[d] = 2 * error / target.length;
        }
        return loss;
    }

    private static double categorical(double[] outputs, int target, double[] dOutputs) {
        double normaliser = logSumExp(outputs);
        for (int k = 0; k < outputs.length; k++) {
            dOutputs[k] = Math.exp(outputs[k] - normaliser) - (k == target ? 1 : 0);
        }
        return normaliser - outputs[target];
    }

    private static double bernoulli(double[] outputs, double[] target, double[] dOutputs) {
        double loss = 0;
        for (int d = 0; d < target.length; d++) {
            double probability = 1 / (1 + Math.exp(-outputs[d]));
            loss -= target[d] * Math.log(probability);
            loss -= (1 - target[d]) * Math.log(1 - probability);
            dOutputs[d] = probability - target[d];
        }
        return loss;
    }

    private static double logSumExp(double... values) {
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
}
