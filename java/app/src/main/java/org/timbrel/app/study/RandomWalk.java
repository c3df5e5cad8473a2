// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.List;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.Normalisation;

/**
 * What a density over frames is measured against: a Gaussian random walk, x(t) = x(t−1) + e with e
 * of one mean and one covariance, fitted to the training part by maximum likelihood. Frames are
 * normalised as the network has them, so that densities of both can be subtracted. The covariance
 * is diagonal, as those of the network's own mixture, or full, which is the harder one to beat.
 */
final class RandomWalk {

    /** No direction varies less than this: as the network's own floor, in squared deviations. */
    private static final double VARIANCE_FLOOR = 1e-4;

    private final Normalisation normalisation;
    private final double[] mean;
    private final double[][] lower;
    private final double constant;

    private RandomWalk(Normalisation normalisation, double[] mean, double[][] lower) {
        this.normalisation = normalisation;
        this.mean = mean;
        this.lower = lower;
        double logs = 0.5 * mean.length * Math.log(2 * Math.PI);
        for (int d = 0; d < mean.length; d++) {
            logs += Math.log(lower[d][d]);
        }
        constant = logs;
    }

    /**
     * Fits one.
     *
     * @param training at least one sequence of two frames
     * @param normalisation that the network has
     * @param full whether values of a frame may move together
     */
    static RandomWalk fit(List<FrameSequence> training, Normalisation normalisation, boolean full) {
        int dims = normalisation.dims();
        double[] sum = new double[dims];
        double[][] products = new double[dims][dims];
        double[] move = new double[dims];
        long count = 0;
        for (FrameSequence piece : training) {
            for (int t = 1; t < piece.frames(); t++) {
                move(normalisation, piece, t, move);
                for (int i = 0; i < dims; i++) {
                    sum[i] += move[i];
                    for (int j = 0; j <= i; j++) {
                        products[i][j] += move[i] * move[j];
                    }
                }
                count++;
            }
        }
        double[] mean = new double[dims];
        for (int d = 0; d < dims; d++) {
            mean[d] = sum[d] / count;
        }
        for (int i = 0; i < dims; i++) {
            for (int j = 0; j <= i; j++) {
                boolean kept = full || i == j;
                products[i][j] = kept ? products[i][j] / count - mean[i] * mean[j] : 0;
            }
            products[i][i] += VARIANCE_FLOOR;
        }
        return new RandomWalk(normalisation, mean, cholesky(products));
    }

    /** Of a symmetric, positive definite matrix's lower half, in its place. */
    private static double[][] cholesky(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j <= i; j++) {
                double value = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    value -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = i == j ? Math.sqrt(value) : value / matrix[j][j];
            }
        }
        return matrix;
    }

    private static void move(Normalisation scale, FrameSequence piece, int t, double[] move) {
        int dims = move.length;
        float[] values = piece.values();
        for (int d = 0; d < dims; d++) {
            move[d] =
                    (double) scale.normalised(d, values[t * dims + d])
                            - scale.normalised(d, values[(t - 1) * dims + d]);
        }
    }

    /**
     * What it loses on frames of a piece.
     *
     * @param from the first that is predicted, at least 1
     * @param to behind the last
     * @return nats, of normalised frames
     */
    double nats(FrameSequence piece, int from, int to) {
        int dims = mean.length;
        double[] rest = new double[dims];
        double sum = 0;
        for (int t = from; t < to; t++) {
            move(normalisation, piece, t, rest);
            double squares = 0;
            for (int i = 0; i < dims; i++) {
                double value = rest[i] - mean[i];
                for (int j = 0; j < i; j++) {
                    value -= lower[i][j] * rest[j];
                }
                rest[i] = value / lower[i][i];
                squares += rest[i] * rest[i];
            }
            sum += constant + 0.5 * squares;
        }
        return sum;
    }
}
