// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A run beside an earlier one. Absolute figures of a shared machine drift; ratios to peers measured
 * in the same run drift less, so both are compared.
 *
 * <p>A change counts where it is more than the spread: the larger of the two runs' (most − least) /
 * median. What is smaller may be noise.
 */
final class Comparison {

    private Comparison() {}

    /**
     * One figure then and now.
     *
     * @param gain how many times better it became; below 1: worse
     * @param spread of the noisier run, as a part of its median
     */
    record Change(double gain, double spread) {

        /** As a part: 0.1 is ten percent better, −0.1 ten percent worse. */
        double part() {
            return gain - 1;
        }

        /** Whether noise is not enough to explain it. */
        boolean counts() {
            return Math.abs(part()) > spread;
        }

        /** How many times the spread it is. */
        double timesSpread() {
            return Math.abs(part()) / spread;
        }

        String verdict() {
            if (!counts()) {
                return "within the spread";
            }
            String by = spread == 0 ? "" : ", " + Figures.of(timesSpread()) + " × the spread";
            return (gain > 1 ? "better" : "WORSE") + by;
        }
    }

    static Change of(Unit unit, Measurement before, Measurement now) {
        double spread =
                Math.max(
                        (before.max() - before.min()) / before.median(),
                        (now.max() - now.min()) / now.median());
        return new Change(unit.advantage(now.median(), before.median()), spread);
    }

    static Change of(Ratio before, Ratio now) {
        double spread =
                Math.max(
                        (before.max() - before.min()) / before.median(),
                        (now.max() - now.min()) / now.median());
        return new Change(now.median() / before.median(), spread);
    }

    /** A table of all that both runs have, and the names that only one of them has. */
    static String table(Report before, Report now) {
        Table table = new Table("benchmark", "before", "now", "change", "spread", "verdict");
        StringBuilder missing = new StringBuilder();
        for (BenchmarkResult result : now.benchmarks()) {
            Optional<BenchmarkResult> earlier = before.find(result.name());
            if (earlier.isEmpty()) {
                missing.append("only now: ").append(result.name()).append('\n');
            } else {
                rows(table, earlier.get(), result);
            }
        }
        for (BenchmarkResult result : before.benchmarks()) {
            if (now.find(result.name()).isEmpty()) {
                missing.append("only before: ").append(result.name()).append('\n');
            }
        }
        return heading(before, now) + "\n" + table + missing;
    }

    private static String heading(Report before, Report now) {
        StringBuilder text = new StringBuilder();
        text.append("before: %s, %s%n".formatted(before.commit().id(), before.date()));
        text.append("now:    %s, %s%n".formatted(now.commit().id(), now.date()));
        if (!before.machine().slug().equals(now.machine().slug())) {
            text.append("on another machine then: compare the ratios only\n");
        }
        if (before.schedule().threads() != now.schedule().threads()) {
            text.append("with another number of threads then\n");
        }
        for (Report report : List.of(before, now)) {
            if (!report.warning().isEmpty()) {
                text.append(report.date()).append(": ").append(report.warning()).append('\n');
            }
        }
        return text.toString();
    }

    private static void rows(Table table, BenchmarkResult before, BenchmarkResult now) {
        String unit = " " + now.unit().label();
        add(
                table,
                now.name(),
                Figures.of(before.ours().median()) + unit,
                Figures.of(now.ours().median()) + unit,
                of(now.unit(), before.ours(), now.ours()));
        for (PeerResult peer : now.peers()) {
            String label = peer.measured().label();
            before.peers().stream()
                    .filter(other -> other.measured().label().equals(label))
                    .forEach(
                            other ->
                                    add(
                                            table,
                                            "– ratio to " + label,
                                            Figures.of(other.ratio().median()) + " ×",
                                            Figures.of(peer.ratio().median()) + " ×",
                                            of(other.ratio(), peer.ratio())));
        }
    }

    private static void add(Table table, String name, String before, String now, Change change) {
        table.add(
                name,
                before,
                now,
                Figures.percent(change.part()),
                String.format(Locale.ROOT, "%.1f %%", 100 * change.spread()),
                change.verdict());
    }
}
