// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mean of a set's sounds for each method. */
public final class SetMeans {

    /** Stands for a set's sounds together. */
    public static final String SOUND = "mean";

    private SetMeans() {}

    /**
     * One a set and method, in the order in which they first come. A measure's mean is over those
     * sounds that allow it; the speed is that of all sounds one after the other.
     */
    public static List<CopyResult> of(List<CopyResult> results) {
        Map<List<String>, List<CopyResult>> groups = new LinkedHashMap<>();
        for (CopyResult result : results) {
            groups.computeIfAbsent(List.of(result.set(), result.method()), key -> new ArrayList<>())
                    .add(result);
        }
        return groups.values().stream().map(SetMeans::mean).toList();
    }

    private static CopyResult mean(List<CopyResult> group) {
        Map<Measure, Double> means = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            group.stream()
                    .filter(result -> result.measures().containsKey(measure))
                    .mapToDouble(result -> result.measures().get(measure))
                    .average()
                    .ifPresent(mean -> means.put(measure, mean));
        }
        return new CopyResult(
                group.get(0).set(),
                SOUND,
                group.get(0).method(),
                group.get(0).rateHz(),
                group.stream().mapToDouble(CopyResult::seconds).sum(),
                group.stream().mapToDouble(CopyResult::cpuSeconds).sum(),
                means);
    }
}
