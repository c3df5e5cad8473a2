// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.Locale;

/** A {@link Report} for people: one row for ours, one for each peer below it. */
final class ReportTable {

    private ReportTable() {}

    /** Where and when, the table, and what failed. */
    static String of(Report report) {
        StringBuilder text = new StringBuilder();
        text.append(heading(report)).append('\n').append(table(report)).append('\n');
        text.append(
                "A ratio says how many times better timbrel is than the peer, median of the rounds"
                        + " (least–most);\n\"best\" compares the best samples of both. The floor is what the rates below allow;"
                        + " the factor is how far above it timbrel is.\n\n");
        text.append(rates(report.rates()));
        report.failures().forEach(failure -> text.append("\nfailed: ").append(failure));
        return text.toString();
    }

    private static String heading(Report report) {
        Machine machine = report.machine();
        Schedule schedule = report.schedule();
        return String.format(
                Locale.ROOT,
                "%s%n%s (%s), %.0f GiB, Java %s, %.1f cores busy with others%n"
                        + "commit %s%s, %s, %d threads, %d rounds of %d samples of %d ms%n",
                report.warning().isEmpty() ? "timbrel bench" : report.warning(),
                machine.kernels(),
                machine.family(),
                machine.memoryBytes() / (double) (1L << 30),
                machine.jdk(),
                report.busyCores(),
                report.commit().id(),
                report.commit().dirty() ? " with changes" : "",
                report.date(),
                schedule.threads(),
                schedule.rounds(),
                schedule.samples(),
                schedule.milliseconds());
    }

    private static String table(Report report) {
        Table table =
                new Table("benchmark", "unit", "median", "min", "max", "ratio", "best", "floor");
        for (BenchmarkResult result : report.benchmarks()) {
            Measurement ours = result.ours();
            table.add(
                    result.name(),
                    result.unit().label(),
                    Figures.of(ours.median()),
                    Figures.of(ours.min()),
                    Figures.of(ours.max()),
                    "",
                    "",
                    floor(result.floor()));
            for (PeerResult peer : result.peers()) {
                Measurement theirs = peer.measured();
                table.add(
                        "– " + theirs.label(),
                        "",
                        Figures.of(theirs.median()),
                        Figures.of(theirs.min()),
                        Figures.of(theirs.max()),
                        ratio(peer.ratio()),
                        Figures.of(peer.ratio().best()) + " ×",
                        "");
            }
        }
        return table.toString();
    }

    private static String floor(Floor floor) {
        return floor == null
                ? ""
                : "%s %s, %s ×"
                        .formatted(
                                Figures.of(floor.value()),
                                floor.by(),
                                Figures.of(floor.distance()));
    }

    private static String ratio(Ratio ratio) {
        return "%s × (%s–%s)"
                .formatted(
                        Figures.of(ratio.median()),
                        Figures.of(ratio.min()),
                        Figures.of(ratio.max()));
    }

    private static String rates(Rates rates) {
        StringBuilder text = new StringBuilder();
        rates.gigaflops()
                .forEach(
                        (precision, rate) ->
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "arithmetic in %s: %s GFLOP/s, the fastest product"
                                                        + " of this run%n",
                                                precision,
                                                Figures.of(rate))));
        rates.gigabytes()
                .forEach(
                        (bytes, rate) ->
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "reading %.1f MB again and again: %s GB/s%n",
                                                bytes / 1e6,
                                                Figures.of(rate))));
        return text.toString();
    }
}
