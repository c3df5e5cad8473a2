// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;

/**
 * Figures of one contender.
 *
 * @param label of the contender
 * @param median of all samples
 * @param min of all samples
 * @param max of all samples
 * @param samples by round, each the mean over one JMH iteration
 */
public record Measurement(
        String label, double median, double min, double max, List<List<Double>> samples) {

    double best(Unit unit) {
        return unit.lowerIsBetter() ? min : max;
    }

    static Measurement of(String label, List<List<Double>> rounds) {
        List<Double> all = rounds.stream().flatMap(List::stream).toList();
        return new Measurement(
                label,
                Statistics.median(all),
                Statistics.min(all),
                Statistics.max(all),
                rounds.stream().map(List::copyOf).toList());
    }
}
