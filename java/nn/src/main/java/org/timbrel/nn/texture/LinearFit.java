// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import java.util.Arrays;
import java.util.List;

/**
 * The linear part of one sound in closed form and double precision: a vector autoregression with
 * ridge, A = Y Xᵀ (X Xᵀ + 10⁻³ · tr/n · I)⁻¹, kept stable. What it predicts from is the P frames
 * before and S slow averages, all less the sound's mean.
 *
 * <p>Stable: deviations from the mean halve in at most some thousand steps, because the spectral
 * radius of the step, with averages and all, is at most e^(−1/2000). Where frames alone lie above
 * it their gains A_p are multiplied by f^p, which multiplies every eigenvalue by f; then the
 * averages' gains are scaled down as far as is needed.
 */
public final class LinearFit {

    /** The longest memory, in steps, and the longest time constant of an average. */
    public static final int LONGEST = 2000;

    private static final double LARGEST_RADIUS = Math.exp(-1.0 / LONGEST);
    private static final double RIDGE = 1e-3;

    /** Halvings of the range that the averages' scale lies in. */
    private static final int HALVINGS = 7;

    private final int dims;
    private final int past;
    private final float[] timeConstants;
    private final int depth;
    private final float[] mean;
    private final double[] gains;

    /**
     * Fits one sound.
     *
     * @param dims D
     * @param past P, at least 1
     * @param timeConstants [S], in 1..{@value #LONGEST} steps
     * @param pieces [T,D] each, normalised frames that follow each other
     * @throws IllegalArgumentException if no piece is longer than P frames, or one is no whole
     *     number of finite frames
     */
    public LinearFit(int dims, int past, float[] timeConstants, List<float[]> pieces) {
        Matrices.atLeast("dims", dims, 1);
        Matrices.atLeast("past", past, 1);
        for (float steps : timeConstants) {
            if (!(steps >= 1 && steps <= LONGEST)) {
                throw new IllegalArgumentException(
                        "a time constant of %s steps is outside 1..%d".formatted(steps, LONGEST));
            }
        }
        for (float[] piece : pieces) {
            Matrices.require("a piece", piece, "[T,D]", (long) piece.length / dims * dims);
        }
        this.dims = dims;
        this.past = past;
        this.timeConstants = timeConstants;
        depth = (past + timeConstants.length) * dims;
        mean = mean(pieces);
        gains = regress(pieces);
        stabilise();
    }

    private float[] mean(List<float[]> pieces) {
        double[] sum = new double[dims];
        long frames = 0;
        for (float[] piece : pieces) {
            for (int k = 0; k < piece.length; k++) {
                sum[k % dims] += piece[k];
            }
            frames += piece.length / dims;
        }
        float[] result = new float[dims];
        for (int d = 0; d < dims; d++) {
            result[d] = (float) (sum[d] / Math.max(1, frames));
        }
        return result;
    }

    /** [(P+S)·D,D]. */
    private double[] regress(List<float[]> pieces) {
        double[] squares = new double[depth * depth];
        double[][] products = new double[dims][depth];
        long frames = 0;
        for (float[] piece : pieces) {
            double[] from = new double[depth];
            for (int t = 0; t < piece.length / dims; t++) {
                float[] frame = Arrays.copyOfRange(piece, t * dims, (t + 1) * dims);
                if (t >= past) {
                    add(from, frame, squares, products);
                    frames++;
                }
                Regressors.follow(past, timeConstants, mean, frame, from);
            }
        }
        if (frames == 0) {
            throw new IllegalArgumentException(
                    "no piece is longer than the %d frames that the linear part looks back at"
                            .formatted(past));
        }
        double trace = 0;
        for (int k = 0; k < depth; k++) {
            trace += squares[k * depth + k];
        }
        // Frames that never change have no square: any ridge gives gains of 0.
        double ridge = trace > 0 ? RIDGE * trace / depth : 1;
        for (int k = 0; k < depth; k++) {
            squares[k * depth + k] += ridge;
        }
        Cholesky factor = new Cholesky(depth, squares);
        double[] solution = new double[depth * dims];
        for (int d = 0; d < dims; d++) {
            factor.solve(products[d]);
            for (int k = 0; k < depth; k++) {
                solution[k * dims + d] = products[d][k];
            }
        }
        return solution;
    }

    private void add(double[] from, float[] frame, double[] squares, double[][] products) {
        for (int i = 0; i < depth; i++) {
            for (int j = 0; j <= i; j++) {
                squares[i * depth + j] += from[i] * from[j];
            }
        }
        for (int d = 0; d < dims; d++) {
            double value = (double) frame[d] - mean[d];
            for (int k = 0; k < depth; k++) {
                products[d][k] += value * from[k];
            }
        }
    }

    private void stabilise() {
        double own = radius(0);
        if (own > LARGEST_RADIUS) {
            for (int p = 0; p < past; p++) {
                double factor = Math.pow(LARGEST_RADIUS / own, p + 1);
                for (int k = p * dims * dims; k < (p + 1) * dims * dims; k++) {
                    gains[k] *= factor;
                }
            }
        }
        if (timeConstants.length == 0 || radius(1) <= LARGEST_RADIUS) {
            return;
        }
        double most = 0;
        double tooMuch = 1;
        for (int halving = 0; halving < HALVINGS; halving++) {
            double middle = (most + tooMuch) / 2;
            if (radius(middle) <= LARGEST_RADIUS) {
                most = middle;
            } else {
                tooMuch = middle;
            }
        }
        for (int k = past * dims * dims; k < gains.length; k++) {
            gains[k] *= most;
        }
    }

    /** Of the whole step with the averages' gains scaled; with 0 of the frames' alone. */
    private double radius(double scale) {
        int size = scale == 0 ? past * dims : depth;
        double[] step = new double[size * size];
        for (int d = 0; d < dims; d++) {
            for (int k = 0; k < size; k++) {
                step[d * size + k] = gains[k * dims + d] * (k < past * dims ? 1 : scale);
            }
            for (int p = 1; p < past; p++) {
                step[(p * dims + d) * size + (p - 1) * dims + d] = 1;
            }
            for (int s = 0; scale != 0 && s < timeConstants.length; s++) {
                int row = (past + s) * dims + d;
                double rate = 1 / (double) timeConstants[s];
                for (int k = 0; k < size; k++) {
                    step[row * size + k] = rate * step[d * size + k];
                }
                step[row * size + row] += 1 - rate;
            }
        }
        return SpectralRadius.of(size, step);
    }

    /** The spectral radius of a step, averages included. */
    public double radius() {
        return radius(1);
    }

    /** [D]. */
    public float[] mean() {
        return mean.clone();
    }

    /** [(P+S)·D,D] by what goes in. */
    public double[] gains() {
        return gains.clone();
    }
}
