// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.timbrel.bench.copysynthesis.CopyMethod;
import org.timbrel.bench.copysynthesis.CopyResult;
import org.timbrel.bench.copysynthesis.Measure;
import org.timbrel.bench.copysynthesis.PhaseResult;
import org.timbrel.bench.copysynthesis.Published;

/** A {@link CopySynthesisReport} as Markdown: aims, means, figures of others, every sound. */
final class CopySynthesisPage {

    private static final String NONE = "–";

    private CopySynthesisPage() {}

    static String of(CopySynthesisReport report) {
        StringBuilder text = new StringBuilder(heading(report));
        text.append("\n**Aims**\n\n").append(AimsTable.of(report.aims()));
        for (String set : report.means().stream().map(CopyResult::set).distinct().toList()) {
            List<CopyResult> means =
                    report.means().stream().filter(mean -> mean.set().equals(set)).toList();
            text.append("\n**")
                    .append(set)
                    .append("**, means\n\n")
                    .append(means(set, means, report));
        }
        text.append('\n').append(legend());
        if (!report.phases().isEmpty()) {
            text.append("\n**Phases from exact magnitudes**, Hann 1024/128\n\n");
            text.append(phases(report.phases()));
        }
        text.append("\n**Others**: not measured in this run\n\n");
        text.append(published(report.published()));
        for (String set : report.results().stream().map(CopyResult::set).distinct().toList()) {
            List<CopyResult> results =
                    report.results().stream().filter(one -> one.set().equals(set)).toList();
            text.append("\n**").append(set).append("**\n\n").append(table(results, true));
        }
        return text.toString();
    }

    /** Ours, and those of others on the same set. */
    private static Table means(String set, List<CopyResult> means, CopySynthesisReport report) {
        List<Measure> measures = measures(means);
        Table table = table(means, false);
        for (Published one : report.published()) {
            if (one.set().equals(set)) {
                Stream<String> cells =
                        measures.stream().map(measure -> cell(one.measures(), measure));
                Double speed = one.timesRealTime();
                table.add(
                        Stream.of(
                                        Stream.of(one.who() + ", not measured here"),
                                        cells,
                                        Stream.of(speed == null ? NONE : Figures.of(speed), NONE))
                                .flatMap(row -> row)
                                .toArray(String[]::new));
            }
        }
        return table;
    }

    private static String heading(CopySynthesisReport report) {
        String busy =
                report.busyCores() > Neighbours.QUIET_CORES
                        ? "BUSY MACHINE: speeds are not to be quoted\n"
                        : "";
        return String.format(
                Locale.ROOT,
                "%stimbrel bench copy-synthesis%n%s, %s; commit %s%s, %s, %d sounds at a time,"
                        + " textures of %s s, %.1f cores busy with others%n",
                busy,
                report.machine().kernels(),
                report.machine().jdk(),
                report.commit().id(),
                report.commit().dirty() ? " with changes" : "",
                report.date(),
                report.threads(),
                Figures.of(report.textureSeconds()),
                report.busyCores());
    }

    /** A row a result; columns that none of them has are left out. */
    static Table table(List<CopyResult> results, boolean bySound) {
        List<Measure> measures = measures(results);
        Stream<String> names = bySound ? Stream.of("sound", "method") : Stream.of("method");
        Stream<String> last = Stream.of("× real time", "latency, ms");
        Table table =
                new Table(
                        Stream.of(names, measures.stream().map(Measure::label), last)
                                .flatMap(columns -> columns)
                                .toArray(String[]::new));
        String before = "";
        for (CopyResult result : results) {
            Stream<String> first =
                    bySound
                            ? Stream.of(
                                    result.sound().equals(before) ? "" : result.sound(),
                                    result.method())
                            : Stream.of(result.method());
            before = result.sound();
            Stream<String> cost =
                    Stream.of(Figures.of(result.timesRealTime()), latency(result.method()));
            table.add(
                    Stream.of(first, measures.stream().map(m -> cell(result.measures(), m)), cost)
                            .flatMap(cells -> cells)
                            .toArray(String[]::new));
        }
        return table;
    }

    private static List<Measure> measures(List<CopyResult> results) {
        return Arrays.stream(Measure.values())
                .filter(m -> results.stream().anyMatch(r -> r.measures().containsKey(m)))
                .toList();
    }

    private static String cell(Map<Measure, Double> measures, Measure measure) {
        Double value = measures.get(measure);
        return value == null
                ? NONE
                : String.format(Locale.ROOT, "%." + measure.decimals() + "f", value);
    }

    private static String latency(String method) {
        double latency = CopyMethod.named(List.of(method)).get(0).latencyMilliseconds();
        return Double.isNaN(latency) ? NONE : String.format(Locale.ROOT, "%.1f", latency);
    }

    private static String legend() {
        StringBuilder text = new StringBuilder();
        for (Measure measure : Measure.values()) {
            text.append("- ").append(measure.label()).append(": ").append(measure.meaning());
            text.append('\n');
        }
        return text.append(
                        "- × real time: one thread's own processor time, from features to sound\n")
                .append("- latency: of the vocoder; none where it needs the whole file\n")
                .toString();
    }

    private static Table phases(List<PhaseResult> phases) {
        Table table = new Table("sound", "start", "rounds", "SNR, dB", "× real time");
        for (PhaseResult phase : phases) {
            table.add(
                    phase.set() + "/" + phase.sound(),
                    phase.start(),
                    Integer.toString(phase.rounds()),
                    String.format(Locale.ROOT, "%.1f", phase.convergenceDb()),
                    Figures.of(phase.timesRealTime()));
        }
        return table;
    }

    private static Table published(List<Published> published) {
        Table table = new Table("who", "on", "figure", "source");
        published.forEach(one -> table.add(one.who(), one.on(), one.figure(), one.source()));
        return table;
    }
}
