// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.timbrel.app.music.Representation;
import org.timbrel.app.report.Block;
import org.timbrel.app.report.Chart;
import org.timbrel.app.report.Columns;
import org.timbrel.app.report.Details;
import org.timbrel.app.report.LearningCurve;
import org.timbrel.app.report.Mark;
import org.timbrel.app.report.Prose;
import org.timbrel.app.report.Scale;
import org.timbrel.app.report.Series;
import org.timbrel.app.study.statistics.Bootstrap;
import org.timbrel.app.study.statistics.Densities;
import org.timbrel.audio.musical.MusicalMeasure;
import org.timbrel.music.measures.MusicFeature;
import org.timbrel.nn.train.RunFolder;

/** The charts of a report; an arm has one colour in all of them. */
final class ReportCharts {

    private final StudyFolder folder;
    private final StudySpec spec;
    private final StudyParts parts;
    private final StudyResults results;

    ReportCharts(StudyFolder folder, StudySpec spec, StudyParts parts, StudyResults results) {
        this.folder = folder;
        this.spec = spec;
        this.parts = parts;
        this.results = results;
    }

    Chart gains() {
        List<Mark> marks =
                results.likelihoods().stream()
                        .map(
                                arm ->
                                        new Mark(
                                                arm.arm() + " over " + arm.chain(),
                                                "",
                                                ReportTables.estimate(arm.gainASecond())))
                        .toList();
        return Chart.intervals(
                        "Gain over a chain of the first order", Scale.of("gain", "nats/s"), marks)
                .colours(spec.arms())
                .note(
                        "Each against a chain in its own frames: the sign says whether more than one"
                                + " frame back was learned; lengths of different rows are no ranking.");
    }

    /** A chart a measure: chance, ceilings and arms. */
    Block sound() {
        List<Block> charts = new ArrayList<>();
        for (MusicalMeasure measure : MusicalMeasure.values()) {
            List<Mark> marks = new ArrayList<>();
            for (StudyResults.SoundRow row : results.sound()) {
                if (!row.kind().equals(StudySummary.TRUTH)) {
                    marks.add(
                            new Mark(
                                    row.arm() == null ? "another piece" : row.arm(),
                                    series(row.kind()),
                                    ReportTables.estimate(row.measures().get(measure.name()))));
                }
            }
            charts.add(
                    Chart.intervals(
                                    "In the sound: " + measure.label(),
                                    Scale.of(measure.label(), measure.unit()),
                                    marks)
                            .colours(List.of("samples", "ceiling", "chance"))
                            .note(
                                    "%s; %s is nearer."
                                            .formatted(
                                                    measure.meaning(),
                                                    measure.higherIsNearer()
                                                            ? "higher"
                                                            : "lower")));
        }
        return Columns.of(2, charts);
    }

    private static String series(String kind) {
        return switch (kind) {
            case StudySummary.CHANCE -> "chance";
            case StudySummary.CEILING -> "ceiling";
            default -> "samples";
        };
    }

    /** Held-out losses, each arm in its own unit. */
    Block learning() throws IOException {
        List<Block> charts = new ArrayList<>();
        for (ArmPlan plan : parts.plans()) {
            Arm arm = new Arm(Representation.named(plan.arm()));
            List<Series> series = new ArrayList<>();
            for (long seed : spec.runSeeds()) {
                LearningCurve curve =
                        LearningCurve.read(new RunFolder(folder.run(arm, seed)).metrics());
                double[] held = curve.held();
                int[] at =
                        java.util.stream.IntStream.range(0, held.length)
                                .filter(k -> Double.isFinite(held[k]))
                                .toArray();
                double each = plan.passes() / plan.steps();
                series.add(
                        Series.of(
                                plan.arm(),
                                Arrays.stream(at).mapToDouble(k -> (k + 1) * each).toArray(),
                                Arrays.stream(at).mapToDouble(k -> held[k]).toArray()));
            }
            charts.add(
                    Chart.lines(
                                    "Learning of " + plan.arm(),
                                    Scale.of("passes over the training part", ""),
                                    Scale.of(
                                            arm.representation().isTokens()
                                                    ? "held-out loss of a token"
                                                    : "held-out loss of a frame",
                                            "nats"),
                                    series)
                            .colours(spec.arms()));
        }
        return Columns.of(2, charts);
    }

    /** What is copied as training goes on. */
    Block originality() {
        List<Block> charts = new ArrayList<>();
        charts.add(
                against(
                        "Longest match against training",
                        Scale.of("notes in a row", ""),
                        StudyResults.OriginalityRow::longestMatch));
        charts.add(
                against(
                        "Nearest training piece against training",
                        Scale.of("distance", ""),
                        StudyResults.OriginalityRow::nearest));
        charts.add(
                against(
                        "Nearest sound against training",
                        Scale.of("distance", ""),
                        StudyResults.OriginalityRow::nearestSound));
        return Columns.of(2, charts);
    }

    /** Picks what a chart shows. */
    private interface Value {
        org.timbrel.app.study.statistics.Interval of(StudyResults.OriginalityRow row);
    }

    private Block against(String title, Scale y, Value value) {
        List<Series> series = new ArrayList<>();
        double furthest = 0;
        for (String arm : spec.arms()) {
            List<StudyResults.OriginalityRow> rows =
                    results.originality().stream()
                            .filter(row -> arm.equals(row.arm()) && row.step() >= 0)
                            .filter(row -> !Double.isNaN(value.of(row).estimate()))
                            .toList();
            if (!rows.isEmpty()) {
                double[] x = doubles(rows.stream().mapToDouble(r -> r.passes()));
                furthest = Math.max(furthest, x[x.length - 1]);
                series.add(
                        Series.band(
                                arm,
                                x,
                                doubles(rows.stream().mapToDouble(r -> value.of(r).estimate())),
                                doubles(rows.stream().mapToDouble(r -> value.of(r).low())),
                                doubles(rows.stream().mapToDouble(r -> value.of(r).high()))));
            }
        }
        if (series.isEmpty()) {
            return Prose.paragraph(title + ": no checkpoints on the way were kept.");
        }
        double truth = value.of(results.originality().get(0)).estimate();
        if (furthest > 0 && !Double.isNaN(truth)) {
            series.add(
                    Series.of(
                            "the pieces themselves",
                            new double[] {0, furthest},
                            new double[] {truth, truth}));
        }
        return Chart.lines(title, Scale.of("passes over the training part", ""), y, series)
                .colours(spec.arms());
    }

    private static double[] doubles(DoubleStream values) {
        return values.toArray();
    }

    /** Yang and Lerch's densities, of the first seed. */
    Block densities() {
        List<Block> charts = new ArrayList<>();
        SetDistances sets =
                new SetDistances(parts, new Bootstrap(spec.seed(), spec.resamples(), spec.level()));
        for (MusicFeature feature : MusicFeature.values()) {
            List<Series> series = new ArrayList<>();
            for (String arm : spec.arms()) {
                if (Representation.named(arm).isMusic()) {
                    Densities densities =
                            sets.compared(feature, parts.samples().get(arm).get(0)).densities();
                    double[] grid = list(densities.grid());
                    if (grid.length > 0) {
                        series.add(Series.of(arm, grid, list(densities.second())));
                        if (series.size() == 1) {
                            series.add(
                                    Series.of(
                                            "among real stretches", grid, list(densities.first())));
                        }
                    }
                }
            }
            if (!series.isEmpty()) {
                charts.add(
                        Chart.lines(
                                        "Distances by " + feature.label(),
                                        Scale.of("distance", feature.unit()),
                                        Scale.of("density", ""),
                                        series)
                                .colours(spec.arms()));
            }
        }
        return charts.isEmpty()
                ? Prose.paragraph("There are too few stretches for densities.")
                : Details.of(
                        "Densities of the distances, first seed, each pair on one grid",
                        Columns.of(2, charts));
    }

    private static double[] list(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
