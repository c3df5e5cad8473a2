// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.Arrays;

/**
 * A curve of a chart.
 *
 * @param name shown at its end; curves of one name share a colour and are named once
 * @param x where its points are
 * @param y a value a point; NaN leaves a gap
 * @param low lower edge of a band about it, a value a point; null without a band
 * @param high upper edge
 * @param pale thin and pale: one of many, such as a single seed beside their mean
 */
@SuppressWarnings("ArrayRecordComponent") // A curve is its points: they are not copied.
public record Series(
        String name, double[] x, double[] y, double[] low, double[] high, boolean pale) {

    /**
     * @throws IllegalArgumentException if the arrays' lengths differ, or a band has one edge alone
     */
    public Series {
        if (low == null != (high == null)) {
            throw new IllegalArgumentException("a band needs both edges: " + name);
        }
        for (double[] values : new double[][] {y, low, high}) {
            if (values != null && values.length != x.length) {
                throw new IllegalArgumentException(
                        "%s: %d values for %d points".formatted(name, values.length, x.length));
            }
        }
    }

    /** A line. */
    public static Series of(String name, double[] x, double[] y) {
        return new Series(name, x, y, null, null, false);
    }

    /** A line with a band about it. */
    public static Series band(String name, double[] x, double[] y, double[] low, double[] high) {
        return new Series(name, x, y, low, high, false);
    }

    /** The same, thin and pale. */
    public Series faint() {
        return new Series(name, x, y, low, high, true);
    }

    /**
     * The same with at most {@code points} points, each the mean of neighbours, NaN left out: what
     * a screen can show of a long run.
     */
    public Series thinned(int points) {
        if (points < 1) {
            throw new IllegalArgumentException("points " + points + " is below 1");
        }
        return x.length <= points
                ? this
                : new Series(
                        name,
                        means(x, points),
                        means(y, points),
                        low == null ? null : means(low, points),
                        high == null ? null : means(high, points),
                        pale);
    }

    private static double[] means(double[] values, int points) {
        double[] means = new double[points];
        for (int i = 0; i < points; i++) {
            int from = (int) ((long) i * values.length / points);
            int to = (int) ((i + 1L) * values.length / points);
            means[i] =
                    Arrays.stream(values, from, to)
                            .filter(Double::isFinite)
                            .average()
                            .orElse(Double.NaN);
        }
        return means;
    }

    boolean sharesPoints(Series other) {
        return Arrays.equals(x, other.x);
    }
}
