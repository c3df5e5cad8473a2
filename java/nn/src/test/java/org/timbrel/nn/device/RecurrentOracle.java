// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * One recurrent layer over one sequence in double precision, PyTorch's equations forward and the
 * chain rule back. Slow and obvious, what devices are compared with.
 */
public final class RecurrentOracle {

    private static final double EPSILON = 1e-5;

    /**
     * Parameters, or sums of their gradients, as {@link RecurrentWeights} has them; gains are null
     * where nothing is normalised.
     */
    public static final class Weights {
        final double[] weightIh;
        final double[] weightHh;
        final double[] biasIh;
        final double[] biasHh;
        final double[] normIh;
        final double[] normHh;

        public Weights(
                double[] weightIh,
                double[] weightHh,
                double[] biasIh,
                double[] biasHh,
                double[] normIh,
                double[] normHh) {
            this.weightIh = weightIh;
            this.weightHh = weightHh;
            this.biasIh = biasIh;
            this.biasHh = biasHh;
            this.normIh = normIh;
            this.normHh = normHh;
        }
    }

    private final Cell cell;
    private final Weights weights;
    private final double[] mask;
    private final double[][] x;
    private final int width;
    private final int rows;

    /** [T+1][H], the state before every step and after the last. */
    public final double[][] h;

    public final double[][] c;

    /** [T][GH], after sigmoid and tanh. */
    public final double[][] gates;

    /** [T][H], q_n of a GRU; null with others. */
    public final double[][] candidates;

    /** Of W_ih x, and of W_hh h; null without gains. */
    private final Norm[] inputNorms;

    public final Norm[] hiddenNorms;

    /** [T][GH], the gradients of W_ih x + b_ih, and of W_hh h. */
    public final double[][] dGates;

    public final double[][] dHidden;

    /** [H], the gradients of the state before the first step. */
    public double[] dh0;

    public double[] dc0;

    /** One normalised row. */
    public static final class Norm {
        public final double[] normed;
        public final double rstd;

        Norm(double... row) {
            double mean = 0;
            for (double value : row) {
                mean += value / row.length;
            }
            double variance = 0;
            for (double value : row) {
                variance += (value - mean) * (value - mean) / row.length;
            }
            rstd = 1 / Math.sqrt(variance + EPSILON);
            normed = new double[row.length];
            for (int k = 0; k < row.length; k++) {
                normed[k] = (row[k] - mean) * rstd;
            }
        }

        double[] times(double... gain) {
            double[] y = new double[gain.length];
            for (int k = 0; k < gain.length; k++) {
                y[k] = normed[k] * gain[k];
            }
            return y;
        }

        double[] back(double[] dy, double[] gain, double[] dGain) {
            double mean = 0;
            double product = 0;
            for (int k = 0; k < dy.length; k++) {
                dGain[k] += dy[k] * normed[k];
                mean += dy[k] * gain[k] / dy.length;
                product += dy[k] * gain[k] * normed[k] / dy.length;
            }
            double[] dx = new double[dy.length];
            for (int k = 0; k < dy.length; k++) {
                dx[k] = rstd * (dy[k] * gain[k] - mean - normed[k] * product);
            }
            return dx;
        }
    }

    /**
     * Runs forward.
     *
     * @param mask [H] of recurrent dropout; null: ones
     * @param x [T][I]
     */
    public RecurrentOracle(
            Cell cell, Weights weights, double[] mask, double[][] x, double[] h0, double[] c0) {
        this.cell = cell;
        this.weights = weights;
        this.mask = mask;
        this.x = x;
        width = h0.length;
        rows = cell.gates() * width;
        h = new double[x.length + 1][];
        c = new double[x.length + 1][];
        gates = new double[x.length][];
        candidates = cell == Cell.GRU ? new double[x.length][] : null;
        inputNorms = weights.normIh == null ? null : new Norm[x.length];
        hiddenNorms = weights.normHh == null ? null : new Norm[x.length];
        dGates = new double[x.length][];
        dHidden = new double[x.length][];
        h[0] = h0;
        c[0] = c0;
        for (int t = 0; t < x.length; t++) {
            step(t);
        }
    }

    private void step(int t) {
        double[] p = product(weights.weightIh, x[t]);
        if (inputNorms != null) {
            inputNorms[t] = new Norm(p);
            p = inputNorms[t].times(weights.normIh);
        }
        double[] q = product(weights.weightHh, masked(h[t]));
        if (hiddenNorms != null) {
            hiddenNorms[t] = new Norm(q);
            q = hiddenNorms[t].times(weights.normHh);
        }
        for (int k = 0; k < rows; k++) {
            p[k] += weights.biasIh[k];
            q[k] += weights.biasHh[k];
        }
        gates[t] = new double[rows];
        h[t + 1] = new double[width];
        c[t + 1] = new double[width];
        if (candidates != null) {
            candidates[t] = new double[width];
        }
        for (int j = 0; j < width; j++) {
            switch (cell) {
                case LSTM -> lstm(t, j, p, q);
                case GRU -> gru(t, j, p, q);
                case RNN -> {
                    gates[t][j] = Math.tanh(p[j] + q[j]);
                    h[t + 1][j] = gates[t][j];
                }
            }
        }
    }

    private void lstm(int t, int j, double[] p, double[] q) {
        double i = sigmoid(p[j] + q[j]);
        double f = sigmoid(p[width + j] + q[width + j]);
        double g = Math.tanh(p[2 * width + j] + q[2 * width + j]);
        double o = sigmoid(p[3 * width + j] + q[3 * width + j]);
        c[t + 1][j] = f * c[t][j] + i * g;
        h[t + 1][j] = o * Math.tanh(c[t + 1][j]);
        gates[t][j] = i;
        gates[t][width + j] = f;
        gates[t][2 * width + j] = g;
        gates[t][3 * width + j] = o;
    }

    private void gru(int t, int j, double[] p, double[] q) {
        double r = sigmoid(p[j] + q[j]);
        double z = sigmoid(p[width + j] + q[width + j]);
        double n = Math.tanh(p[2 * width + j] + r * q[2 * width + j]);
        h[t + 1][j] = (1 - z) * n + z * h[t][j];
        gates[t][j] = r;
        gates[t][width + j] = z;
        gates[t][2 * width + j] = n;
        candidates[t][j] = q[2 * width + j];
    }

    /**
     * Runs back.
     *
     * @param dy [T][H], the gradient of every output
     * @param dh of the last state, and dc
     * @param gradients added to
     * @return [T][I], the gradient of x
     */
    public double[][] backward(double[][] dy, double[] dh, double[] dc, Weights gradients) {
        double[][] dx = new double[x.length][];
        dh0 = dh.clone();
        dc0 = dc.clone();
        for (int t = x.length - 1; t >= 0; t--) {
            double[] direct = new double[width];
            double[] dp = new double[rows];
            double[] dq = new double[rows];
            for (int j = 0; j < width; j++) {
                double dhj = dh0[j] + dy[t][j];
                switch (cell) {
                    case LSTM -> lstmBack(t, j, dhj, dp, dq);
                    case GRU -> direct[j] = gruBack(t, j, dhj, dp, dq);
                    case RNN -> {
                        dp[j] = dhj * (1 - gates[t][j] * gates[t][j]);
                        dq[j] = dp[j];
                    }
                }
            }
            for (int k = 0; k < rows; k++) {
                gradients.biasIh[k] += dp[k];
                gradients.biasHh[k] += dq[k];
            }
            dGates[t] = dp;
            dHidden[t] =
                    hiddenNorms == null
                            ? dq
                            : hiddenNorms[t].back(dq, weights.normHh, gradients.normHh);
            double[] dSums =
                    inputNorms == null
                            ? dp
                            : inputNorms[t].back(dp, weights.normIh, gradients.normIh);
            dx[t] = productBack(weights.weightIh, x[t], dSums, gradients.weightIh);
            double[] dMasked =
                    productBack(weights.weightHh, masked(h[t]), dHidden[t], gradients.weightHh);
            dh0 = masked(dMasked);
            for (int j = 0; j < width; j++) {
                dh0[j] += direct[j];
            }
        }
        return dx;
    }

    private void lstmBack(int t, int j, double dhj, double[] dp, double[] dq) {
        double i = gates[t][j];
        double f = gates[t][width + j];
        double g = gates[t][2 * width + j];
        double o = gates[t][3 * width + j];
        double tanh = Math.tanh(c[t + 1][j]);
        double dcj = dc0[j] + dhj * o * (1 - tanh * tanh);
        dp[j] = dcj * g * i * (1 - i);
        dp[width + j] = dcj * c[t][j] * f * (1 - f);
        dp[2 * width + j] = dcj * i * (1 - g * g);
        dp[3 * width + j] = dhj * tanh * o * (1 - o);
        dc0[j] = dcj * f;
        for (int gate = 0; gate < 4; gate++) {
            dq[gate * width + j] = dp[gate * width + j];
        }
    }

    /** The part of the gradient that goes to h past the products. */
    private double gruBack(int t, int j, double dhj, double[] dp, double[] dq) {
        double r = gates[t][j];
        double z = gates[t][width + j];
        double n = gates[t][2 * width + j];
        double dSum = dhj * (1 - z) * (1 - n * n);
        dp[j] = dSum * candidates[t][j] * r * (1 - r);
        dp[width + j] = dhj * (h[t][j] - n) * z * (1 - z);
        dp[2 * width + j] = dSum;
        dq[j] = dp[j];
        dq[width + j] = dp[width + j];
        dq[2 * width + j] = dSum * r;
        return dhj * z;
    }

    /** What W_hh is multiplied with. */
    public double[] masked(double... values) {
        double[] masked = values.clone();
        for (int j = 0; mask != null && j < width; j++) {
            masked[j] *= mask[j];
        }
        return masked;
    }

    private double[] product(double[] weight, double[] v) {
        double[] sums = new double[rows];
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < v.length; k++) {
                sums[row] += weight[row * v.length + k] * v[k];
            }
        }
        return sums;
    }

    private double[] productBack(double[] weight, double[] v, double[] dSums, double[] dWeight) {
        double[] dv = new double[v.length];
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < v.length; k++) {
                dv[k] += weight[row * v.length + k] * dSums[row];
                dWeight[row * v.length + k] += dSums[row] * v[k];
            }
        }
        return dv;
    }

    private static double sigmoid(double v) {
        return 1 / (1 + Math.exp(-v));
    }
}
