// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

/** The factor L of a symmetric positive definite matrix A = L Lᵀ. */
final class Cholesky {

    private final int size;
    private final double[] factor;

    /**
     * @param matrix [n,n], of which the lower half is read; not changed
     * @throws IllegalArgumentException if it is not positive definite
     */
    Cholesky(int size, double... matrix) {
        this.size = size;
        factor = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i * size + j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i * size + k] * factor[j * size + k];
                }
                if (i == j && !(sum > 0)) {
                    throw new IllegalArgumentException(
                            "a matrix of %d rows is not positive definite: %s at row %d"
                                    .formatted(size, sum, i));
                }
                factor[i * size + j] = i == j ? Math.sqrt(sum) : sum / factor[j * size + j];
            }
        }
    }

    /** L x = b, in place, for b [n]. */
    void forward(double[] b) {
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < i; k++) {
                b[i] -= factor[i * size + k] * b[k];
            }
            b[i] /= factor[i * size + i];
        }
    }

    /** A x = b, in place, for b [n]. */
    void solve(double[] b) {
        forward(b);
        for (int i = size - 1; i >= 0; i--) {
            b[i] /= factor[i * size + i];
            for (int k = 0; k < i; k++) {
                b[k] -= factor[i * size + k] * b[i];
            }
        }
    }
}
