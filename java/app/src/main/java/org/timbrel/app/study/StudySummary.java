// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.timbrel.app.music.Representation;
import org.timbrel.app.study.statistics.Bootstrap;
import org.timbrel.app.study.statistics.Interval;
import org.timbrel.app.study.statistics.Sample;
import org.timbrel.audio.musical.MusicalMeasure;

/** Sums up what was measured: a mean with its interval for every arm and measure. */
final class StudySummary {

    static final String TRUTH = "truth";
    static final String CHANCE = "chance";
    static final String CEILING = "ceiling";
    static final String ARM = "arm";

    private final StudyParts parts;
    private final Bootstrap bootstrap;
    private final List<String> judged;

    StudySummary(StudySpec spec, StudyParts parts) {
        this.parts = parts;
        bootstrap = new Bootstrap(spec.seed(), spec.resamples(), spec.level());
        judged = parts.judged().stream().map(StudyPiece::name).toList();
    }

    StudyResults results(StudySpec spec) {
        ArmDifferences differences = new ArmDifferences(parts, bootstrap, judged, spec.level());
        return new StudyResults(
                divided(),
                budgets(),
                parts.plans().stream().map(this::likelihood).toList(),
                sound(),
                differences.all(),
                notes(),
                new SetDistances(parts, bootstrap).rows(),
                originality(),
                parts.pieces().leftOut().stream()
                        .map(file -> file.source() + ": " + file.reason())
                        .toList());
    }

    private List<StudyResults.Part> divided() {
        List<StudyResults.Part> divided = new ArrayList<>();
        for (String part : List.of(StudyPiece.TRAINING, StudyPiece.VALIDATION, StudyPiece.TEST)) {
            List<StudyPiece> all = parts.pieces().of(part);
            int copies = (int) all.stream().filter(piece -> piece.transposed() != 0).count();
            divided.add(
                    new StudyResults.Part(
                            part,
                            all.size() - copies,
                            copies,
                            parts.pieces().seconds(part),
                            all.stream().mapToDouble(StudyPiece::quarters).sum(),
                            all.stream().mapToInt(StudyPiece::notes).sum()));
        }
        return divided;
    }

    private List<StudyResults.ArmBudget> budgets() {
        return parts.plans().stream()
                .map(
                        plan ->
                                new StudyResults.ArmBudget(
                                        plan.arm(),
                                        plan.hidden(),
                                        plan.parameters(),
                                        1 / plan.secondsAPrediction(),
                                        plan.steps(),
                                        plan.sequenceLength(),
                                        plan.secondsSeen(),
                                        plan.passes(),
                                        parts.likelihoods().get(plan.arm()).stream()
                                                .map(Likelihoods::bestStep)
                                                .toList(),
                                        plan.left()))
                .toList();
    }

    private StudyResults.ArmLikelihood likelihood(ArmPlan plan) {
        List<Likelihoods> seeds = parts.likelihoods().get(plan.arm());
        Representation representation = Representation.named(plan.arm());
        boolean density = !representation.isMusic();
        return new StudyResults.ArmLikelihood(
                plan.arm(),
                chain(representation),
                density ? null : of(seeds, Likelihoods.OfPiece::natsASecond),
                density ? null : of(seeds, Likelihoods.OfPiece::natsAQuarter),
                density ? null : of(seeds.subList(0, 1), p -> p.chainNats() / p.seconds()),
                of(seeds, Likelihoods.OfPiece::gainASecond),
                of(seeds, Likelihoods.OfPiece::gainAQuarter),
                density ? of(seeds, Likelihoods.OfPiece::gainOverFullASecond) : null);
    }

    private static String chain(Representation representation) {
        return switch (representation) {
            case MFCC -> "a Gaussian random walk";
            case PIANOROLL -> "a chain for each key";
            case REMI, PERFORMANCE -> "a chain of tokens";
        };
    }

    private Interval of(List<Likelihoods> seeds, ToDoubleFunction<Likelihoods.OfPiece> measure) {
        List<String> names =
                parts.pieces().of(StudyPiece.TEST).stream().map(StudyPiece::name).toList();
        double[][] values =
                seeds.stream()
                        .map(
                                seed -> {
                                    Map<String, Double> own =
                                            seed.pieces().stream()
                                                    .collect(
                                                            Collectors.toMap(
                                                                    Likelihoods.OfPiece::piece,
                                                                    measure::applyAsDouble));
                                    return row(names, own::get);
                                })
                        .toArray(double[][]::new);
        return bootstrap.mean(Sample.of(values));
    }

    /** One value a name; NaN where there is none. */
    static double[] row(List<String> names, Function<String, Double> value) {
        double[] row = new double[names.size()];
        Arrays.setAll(
                row,
                k -> {
                    Double own = value.apply(names.get(k));
                    return own == null || own.isInfinite() ? Double.NaN : own;
                });
        return row;
    }

    private List<StudyResults.SoundRow> sound() {
        List<StudyResults.SoundRow> rows = new ArrayList<>();
        rows.add(sound(TRUTH, null, List.of(parts.truth()), true));
        rows.add(sound(CHANCE, null, List.of(parts.others()), true));
        parts.ceilings().forEach((arm, its) -> rows.add(sound(CEILING, arm, List.of(its), true)));
        parts.samples().forEach((arm, seeds) -> rows.add(sound(ARM, arm, seeds, false)));
        return rows;
    }

    private StudyResults.SoundRow sound(
            String kind, String arm, List<SampleMeasures> seeds, boolean fixed) {
        Map<String, Interval> measures = new LinkedHashMap<>();
        for (MusicalMeasure measure : MusicalMeasure.values()) {
            measures.put(
                    measure.name(),
                    bootstrap.mean(
                            sample(seeds, fixed, piece -> piece.sound().get(measure.name()))));
        }
        double[][] frechets =
                seeds.stream().map(seed -> new double[] {seed.frechet()}).toArray(double[][]::new);
        return new StudyResults.SoundRow(
                kind,
                arm,
                measures,
                bootstrap.mean(Sample.of(frechets)),
                bootstrap.mean(sample(seeds, fixed, SampleMeasures.OfPiece::seconds)));
    }

    private Sample sample(
            List<SampleMeasures> seeds,
            boolean fixed,
            Function<SampleMeasures.OfPiece, Double> measure) {
        return sample(judged, seeds, fixed, measure);
    }

    /**
     * Values of seeds and judged pieces.
     *
     * @param fixed whether there is one seed because there could be no other
     */
    static Sample sample(
            List<String> judged,
            List<SampleMeasures> seeds,
            boolean fixed,
            Function<SampleMeasures.OfPiece, Double> measure) {
        double[][] values = new double[seeds.size()][];
        for (int k = 0; k < values.length; k++) {
            Map<String, SampleMeasures.OfPiece> own =
                    seeds.get(k).pieces().stream()
                            .collect(Collectors.toMap(SampleMeasures.OfPiece::piece, p -> p));
            values[k] =
                    row(
                            judged,
                            name -> own.containsKey(name) ? measure.apply(own.get(name)) : null);
        }
        return fixed ? Sample.fixed(values[0]) : Sample.of(values);
    }

    private List<StudyResults.NoteRow> notes() {
        List<StudyResults.NoteRow> rows = new ArrayList<>();
        rows.add(notes(TRUTH, null, List.of(parts.truth()), true));
        rows.add(notes(CHANCE, null, List.of(parts.others()), true));
        parts.ceilings()
                .forEach(
                        (arm, its) -> {
                            if (Representation.named(arm).isMusic()) {
                                rows.add(notes(CEILING, arm, List.of(its), true));
                            }
                        });
        parts.samples()
                .forEach(
                        (arm, seeds) -> {
                            if (Representation.named(arm).isMusic()) {
                                rows.add(notes(ARM, arm, seeds, false));
                            }
                        });
        return rows;
    }

    private StudyResults.NoteRow notes(
            String kind, String arm, List<SampleMeasures> seeds, boolean fixed) {
        Map<String, Interval> measures = new LinkedHashMap<>();
        for (NoteMeasure measure : NoteMeasure.values()) {
            measures.put(
                    measure.name(),
                    bootstrap.mean(
                            sample(seeds, fixed, piece -> piece.notes().get(measure.name()))));
        }
        return new StudyResults.NoteRow(kind, arm, measures);
    }

    private List<StudyResults.OriginalityRow> originality() {
        List<StudyResults.OriginalityRow> rows = new ArrayList<>();
        rows.add(originality(null, -1, List.of(parts.originalityOfTruth()), true));
        parts.originality()
                .forEach(
                        (arm, seeds) -> {
                            int checkpoints =
                                    seeds.stream().mapToInt(s -> s.each().size()).max().orElse(0);
                            for (int k = 0; k < checkpoints; k++) {
                                int at = k;
                                List<Originality> those =
                                        seeds.stream()
                                                .filter(seed -> seed.each().size() > at)
                                                .map(seed -> seed.each().get(at))
                                                .toList();
                                rows.add(
                                        originality(
                                                arm,
                                                k == 0 ? -1 : those.get(0).step(),
                                                those,
                                                false));
                            }
                        });
        return rows;
    }

    private StudyResults.OriginalityRow originality(
            String arm, long step, List<Originality> seeds, boolean fixed) {
        return new StudyResults.OriginalityRow(
                arm,
                step,
                seeds.stream().mapToDouble(Originality::passes).average().orElse(Double.NaN),
                original(seeds, fixed, piece -> (double) piece.longestMatch()),
                original(seeds, fixed, Originality.OfPiece::nearest),
                ofSound(seeds, Originality::nearestSound),
                ofSound(seeds, Originality::copiedShare));
    }

    private Interval ofSound(List<Originality> seeds, ToDoubleFunction<Originality> measure) {
        double[][] values =
                seeds.stream()
                        .map(seed -> new double[] {measure.applyAsDouble(seed)})
                        .toArray(double[][]::new);
        return bootstrap.mean(Sample.of(values));
    }

    private Interval original(
            List<Originality> seeds, boolean fixed, Function<Originality.OfPiece, Double> measure) {
        double[][] values = new double[seeds.size()][];
        for (int k = 0; k < values.length; k++) {
            Map<String, Double> own =
                    seeds.get(k).pieces().stream()
                            .collect(Collectors.toMap(Originality.OfPiece::piece, measure));
            values[k] = row(judged, own::get);
        }
        return bootstrap.mean(fixed ? Sample.fixed(values[0]) : Sample.of(values));
    }
}
