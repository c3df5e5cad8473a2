// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

/**
 * The largest magnitude of a matrix' eigenvalues, from Gelfand's formula: the limit of ‖Mᵏ‖^(1/k),
 * whose powers squaring doubles. It needs no eigenvector, so that complex pairs do no harm.
 */
final class SpectralRadius {

    /** k = 2^20: what is left of the norm's constant factor is below 10⁻⁵ of the radius. */
    private static final int SQUARINGS = 20;

    private SpectralRadius() {}

    /**
     * @param matrix [n,n]; not changed
     */
    static double of(int size, double... matrix) {
        double[] power = matrix.clone();
        double logarithm = 0; // Of what the power has been divided by.
        double exponent = 1;
        for (int squaring = 0; squaring < SQUARINGS; squaring++) {
            double norm = norm(power);
            if (norm == 0) {
                return 0;
            }
            for (int k = 0; k < power.length; k++) {
                power[k] /= norm;
            }
            logarithm = 2 * (logarithm + Math.log(norm));
            power = squared(size, power);
            exponent *= 2;
        }
        double norm = norm(power);
        return norm == 0 ? 0 : Math.exp((logarithm + Math.log(norm)) / exponent);
    }

    private static double norm(double... matrix) {
        double sum = 0;
        for (double value : matrix) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static double[] squared(int size, double... matrix) {
        double[] square = new double[matrix.length];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double factor = matrix[i * size + k];
                for (int j = 0; j < size; j++) {
                    square[i * size + j] += factor * matrix[k * size + j];
                }
            }
        }
        return square;
    }
}
