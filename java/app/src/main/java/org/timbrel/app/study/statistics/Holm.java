// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction ("A simple sequentially rejective multiple test procedure", Scandinavian
 * Journal of Statistics 6, 1979): where many differences are looked at, some seem to be there by
 * chance. With it, the chance that any verdict of all is wrong is at most 1 − level.
 */
public final class Holm {

    private Holm() {}

    /**
     * The differences with corrected p-values and verdicts. Their intervals stay as they are, each
     * for itself alone. Those without a p-value are left out of the count.
     *
     * @param level of all together, 0..1
     * @return in the same order
     */
    public static List<Difference> corrected(List<Difference> differences, double level) {
        List<Integer> order =
                IntStream.range(0, differences.size())
                        .filter(i -> !Double.isNaN(differences.get(i).pValue()))
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> differences.get(i).pValue()))
                        .toList();
        List<Difference> corrected = new ArrayList<>(differences);
        double largest = 0;
        for (int k = 0; k < order.size(); k++) {
            Difference difference = differences.get(order.get(k));
            largest = Math.max(largest, (order.size() - k) * difference.pValue());
            double p = Math.min(1, largest);
            boolean shown = p <= 1 - level && difference.verdict() != Verdict.NOT_SHOWN;
            corrected.set(
                    order.get(k),
                    new Difference(
                            difference.interval(),
                            p,
                            shown ? difference.verdict() : Verdict.NOT_SHOWN));
        }
        return List.copyOf(corrected);
    }
}
