// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;

/**
 * y = factor · x^exponent, fitted by least squares of the logarithms.
 *
 * @param exponent 1: cost grows with x; 0: it does not depend on x
 * @param error the exponent's standard error; 0 where there are but two points
 * @param factor y at x = 1
 * @param last the exponent between the last two points alone, where fixed costs weigh least
 */
public record PowerLaw(double exponent, double error, double factor, double last) {

    /**
     * Fits points of positive x and y.
     *
     * @throws IllegalArgumentException if they are fewer than two, not as many x as y, or all at
     *     one x
     */
    public static PowerLaw fit(List<Double> x, List<Double> y) {
        int n = x.size();
        if (n < 2 || y.size() != n || x.stream().distinct().count() < 2) {
            throw new IllegalArgumentException("no line through x %s, y %s".formatted(x, y));
        }
        double[] u = x.stream().mapToDouble(Math::log).toArray();
        double[] v = y.stream().mapToDouble(Math::log).toArray();
        double meanU = mean(u);
        double meanV = mean(v);
        double uu = 0;
        double uv = 0;
        for (int k = 0; k < n; k++) {
            uu += (u[k] - meanU) * (u[k] - meanU);
            uv += (u[k] - meanU) * (v[k] - meanV);
        }
        double exponent = uv / uu;
        double offset = meanV - exponent * meanU;
        double squares = 0;
        for (int k = 0; k < n; k++) {
            double residual = v[k] - offset - exponent * u[k];
            squares += residual * residual;
        }
        double error = n > 2 ? Math.sqrt(squares / (n - 2) / uu) : 0;
        double last = (v[n - 1] - v[n - 2]) / (u[n - 1] - u[n - 2]);
        return new PowerLaw(exponent, error, Math.exp(offset), last);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** The fitted y. */
    double at(double x) {
        return factor * Math.pow(x, exponent);
    }
}
