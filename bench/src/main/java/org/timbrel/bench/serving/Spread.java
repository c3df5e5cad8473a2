// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.Arrays;
import java.util.Collection;

/**
 * How values are spread, by nearest rank: the p-th percentile is the smallest value that is not
 * below p of 100. Of fewer than a hundred values the 99th is therefore the largest.
 *
 * @param count of values
 * @param p50 the middle
 * @param p99 all but one in a hundred are not above it
 * @param most the largest
 */
public record Spread(int count, double p50, double p99, double most) {

    /** Of values that are not NaN; null if there are none. */
    static Spread of(Collection<Double> values) {
        double[] sorted =
                values.stream()
                        .mapToDouble(Double::doubleValue)
                        .filter(v -> !Double.isNaN(v))
                        .toArray();
        Arrays.sort(sorted);
        int count = sorted.length;
        return count == 0
                ? null
                : new Spread(count, rank(sorted, 50), rank(sorted, 99), sorted[count - 1]);
    }

    private static double rank(double[] sorted, int percent) {
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }
}
