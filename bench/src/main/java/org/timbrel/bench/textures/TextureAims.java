// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.timbrel.bench.copysynthesis.Aim;

/** What the default texture model aims at, held against a run. */
public final class TextureAims {

    /** A stretch of this length and longer counts as an hour. */
    private static final double HOUR_SECONDS = 3600;

    /** Six of eight. */
    private static final double BETTER_SHARE = 0.75;

    private static final String DEFAULT = TextureSystem.BANK.label();

    private final List<TextureResult> means;
    private final List<TextureResult> bySound;
    private final List<LongDrift> hours;
    private final List<Aim> aims = new ArrayList<>();

    private TextureAims(List<TextureResult> results, List<LongDrift> longDrifts) {
        means = TextureMeans.overSounds(results);
        bySound = TextureMeans.overSeeds(results);
        hours =
                longDrifts.stream()
                        .filter(one -> one.system().equals(DEFAULT))
                        .filter(one -> one.drift().seconds() >= HOUR_SECONDS)
                        .toList();
    }

    /** All aims. */
    public static List<Aim> of(List<TextureResult> results, List<LongDrift> longDrifts) {
        TextureAims all = new TextureAims(results, longDrifts);
        all.likeness();
        all.drift();
        all.cost();
        return all.aims;
    }

    private void likeness() {
        Double ts = mean(TextureSystem.BANK, TextureMeasure.TS);
        Double copy = mean(TextureSystem.COPY, TextureMeasure.TS);
        atMost(0.01, "", "TS above copy-synthesis", difference(ts, copy), "mean of the textures");
        better();
        Double modulation = mean(TextureSystem.BANK, TextureMeasure.MODULATION);
        Double floor = mean(TextureSystem.FLOOR, TextureMeasure.MODULATION);
        atMost(
                0.5,
                "dB",
                "modulation error above the floor",
                difference(modulation, floor),
                "mean of the textures");
        Optional<TextureResult> least =
                worst(r -> -r.measures().getOrDefault(TextureMeasure.BLOCKS_SHARE, Double.NaN))
                        .filter(r -> r.measures().containsKey(TextureMeasure.BLOCKS_SHARE));
        add(
                false,
                90,
                "%",
                "originality, of real held-out sound's",
                mean(TextureSystem.BANK, TextureMeasure.BLOCKS_SHARE),
                least.map(
                                r ->
                                        String.format(
                                                Locale.ROOT,
                                                "mean; least: %s, %.0f %%",
                                                r.sound(),
                                                r.measures().get(TextureMeasure.BLOCKS_SHARE)))
                        .orElse(""));
    }

    /** Textures that it comes nearer than the linear system. */
    private void better() {
        Map<String, Double> linear = texStat(TextureSystem.VAR_RUNS);
        Map<String, Double> ours = texStat(TextureSystem.BANK);
        Double count = null;
        String worse = "";
        if (!linear.isEmpty() && !ours.isEmpty()) {
            List<String> lost =
                    ours.keySet().stream()
                            .filter(sound -> !(ours.get(sound) < linear.get(sound)))
                            .sorted()
                            .toList();
            count = (double) (ours.size() - lost.size());
            worse = lost.isEmpty() ? "" : ", not " + String.join(", ", lost);
        }
        long sounds = bySound.stream().map(TextureResult::sound).distinct().count();
        add(
                false,
                Math.ceil(BETTER_SHARE * sounds),
                "of " + sounds,
                "textures with a lower TS than " + TextureSystem.VAR_RUNS.label(),
                count,
                "means over seeds" + worse);
    }

    private Map<String, Double> texStat(TextureSystem system) {
        return bySound.stream()
                .filter(r -> r.system().equals(system.label()))
                .collect(
                        Collectors.toMap(
                                TextureResult::sound,
                                r -> r.measures().getOrDefault(TextureMeasure.TS, Double.NaN)));
    }

    private void drift() {
        hour("TexStat", Drift::texture);
        hour("level", Drift::level);
        hour("spectrum", Drift::spectrum);
    }

    private void hour(String what, Function<Drift, Double> drift) {
        Optional<LongDrift> most =
                hours.stream()
                        .max(Comparator.comparingDouble(o -> Math.abs(drift.apply(o.drift()))));
        atMost(
                10,
                "%",
                "drift over an hour, " + what,
                most.map(one -> 100 * Math.abs(drift.apply(one.drift()))).orElse(null),
                most.map(one -> "most: " + one.sound()).orElse("--drift-minutes 60"));
    }

    private void cost() {
        Optional<TextureResult> longest = worst(TextureResult::trainingSeconds);
        atMost(
                60,
                "s",
                "training of one texture",
                longest.map(TextureResult::trainingSeconds).orElse(null),
                longest.map(r -> "longest: " + r.sound()).orElse(""));
        Optional<TextureResult> slowest = worst(r -> -r.timesRealTime());
        add(
                false,
                100,
                "× real time",
                "generation with the vocoder, one core",
                slowest.map(TextureResult::timesRealTime).orElse(null),
                slowest.map(r -> "slowest: " + r.sound()).orElse(""));
    }

    private Optional<TextureResult> worst(ToDoubleFunction<TextureResult> badness) {
        return bySound.stream()
                .filter(r -> r.system().equals(DEFAULT))
                .max(Comparator.comparingDouble(badness));
    }

    private Double mean(TextureSystem system, TextureMeasure measure) {
        return means.stream()
                .filter(mean -> mean.system().equals(system.label()))
                .findFirst()
                .map(mean -> mean.measures().get(measure))
                .orElse(null);
    }

    private static Double difference(Double a, Double b) {
        return a == null || b == null ? null : Double.valueOf(a - b);
    }

    private void atMost(double limit, String unit, String what, Double reached, String where) {
        add(true, limit, unit, what, reached, where);
    }

    private void add(
            boolean atMost, double limit, String unit, String what, Double reached, String where) {
        aims.add(new Aim(what, unit, atMost, limit, reached, where));
    }
}
