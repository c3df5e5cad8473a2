// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Means of results. */
public final class TextureMeans {

    /** Stands for all sounds. */
    public static final String SOUND = "mean";

    private TextureMeans() {}

    /** One a sound and system, over seeds, in the order in which they first come. */
    public static List<TextureResult> overSeeds(List<TextureResult> results) {
        return of(results, r -> List.of(r.sound(), r.system()), false);
    }

    /** One a system, over sounds and seeds. Of drifts it is their size that counts. */
    public static List<TextureResult> overSounds(List<TextureResult> results) {
        return of(overSeeds(results), r -> List.of(r.system()), true);
    }

    private static List<TextureResult> of(
            List<TextureResult> results,
            Function<TextureResult, List<String>> key,
            boolean overSounds) {
        Map<List<String>, List<TextureResult>> groups = new LinkedHashMap<>();
        for (TextureResult result : results) {
            groups.computeIfAbsent(key.apply(result), k -> new ArrayList<>()).add(result);
        }
        return groups.values().stream().map(group -> mean(group, overSounds)).toList();
    }

    private static TextureResult mean(List<TextureResult> group, boolean overSounds) {
        Map<TextureMeasure, Double> means = new EnumMap<>(TextureMeasure.class);
        for (TextureMeasure measure : TextureMeasure.values()) {
            group.stream()
                    .filter(result -> result.measures().containsKey(measure))
                    .mapToDouble(result -> result.measures().get(measure))
                    .average()
                    .ifPresent(mean -> means.put(measure, mean));
        }
        TextureResult first = group.get(0);
        return new TextureResult(
                overSounds ? SOUND : first.sound(),
                first.system(),
                0,
                mean(group, TextureResult::seconds),
                mean(group, TextureResult::trainingSeconds),
                first.cpuSeconds() == null ? null : mean(group, TextureResult::cpuSeconds),
                means,
                drift(group, overSounds));
    }

    private static Drift drift(List<TextureResult> group, boolean sizes) {
        if (group.stream().anyMatch(result -> result.drift() == null)) {
            return null;
        }
        return new Drift(
                mean(group, r -> r.drift().seconds()),
                ratio(group, r -> r.drift().level(), sizes),
                ratio(group, r -> r.drift().spectrum(), sizes),
                ratio(group, r -> r.drift().texture(), sizes));
    }

    /** The geometric mean, so that half as much and twice as much are alike; less 1, as drifts. */
    private static double ratio(
            List<TextureResult> group, ToDoubleFunction<TextureResult> drift, boolean sizes) {
        double mean =
                mean(
                        group,
                        result -> {
                            double log = Math.log1p(drift.applyAsDouble(result));
                            return sizes ? Math.abs(log) : log;
                        });
        return Math.expm1(mean);
    }

    private static double mean(List<TextureResult> group, ToDoubleFunction<TextureResult> value) {
        return group.stream().mapToDouble(value).average().orElseThrow();
    }
}
