// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** Sums of weighted rows, four rows at a time, so that a sum is loaded and stored once for four. */
public final class WeightedRows {

    private WeightedRows() {}

    /**
     * sum += the rows from {@code first} on, each times its weight; in order of the rows.
     *
     * @param sum [at least n]
     * @param rows [at least first + weights.length][at least n]
     * @param n elements, each of which is computed alone
     */
    public static void add(double[] sum, double[] weights, double[][] rows, int first, int n) {
        int k = 0;
        for (; k + 3 < weights.length; k += 4) {
            int at = first + k;
            addFour(sum, weights, k, rows[at], rows[at + 1], rows[at + 2], rows[at + 3], n);
        }
        for (; k < weights.length; k++) {
            addOne(sum, weights[k], rows[first + k], n);
        }
    }

    private static void addFour(
            double[] sum,
            double[] weights,
            int at,
            double[] a,
            double[] b,
            double[] c,
            double[] d,
            int n) {
        double wa = weights[at];
        double wb = weights[at + 1];
        double wc = weights[at + 2];
        double wd = weights[at + 3];
        for (int i = 0; i < n; i++) {
            sum[i] = (((sum[i] + wa * a[i]) + wb * b[i]) + wc * c[i]) + wd * d[i];
        }
    }

    private static void addOne(double[] sum, double weight, double[] row, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += weight * row[i];
        }
    }
}
