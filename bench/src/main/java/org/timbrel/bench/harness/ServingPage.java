// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.Locale;
import org.timbrel.bench.serving.MemoryMinute;
import org.timbrel.bench.serving.PhaseResult;
import org.timbrel.bench.serving.SearchResult;
import org.timbrel.bench.serving.ServingResult;
import org.timbrel.bench.serving.SoakResult;
import org.timbrel.bench.serving.Spread;

/** A {@link ServingReport} as Markdown. */
final class ServingPage {

    private static final String NONE = "–";

    private static final String LEGEND =
            """
            - listeners: at a time; each has a connection of its own, and in *twice* and *soak* comes back
            - first audio: ms from the request's sending to the first byte of sound; in *probes* of those who come and go
            - from the slot: the same, less the wait for a slot that the server tells
            - underruns: how often a player without a buffer of its own stood still; longest: one player in all, ms
            - longest gap: between bytes of one stream, ms, whether its player needed them or not
            - wrong: streams that the server cut, of a wrong length, or that begin otherwise than their seed did before
            - cores: the server's, the generator's, and what else the machine had to do
            """;

    private ServingPage() {}

    static String of(ServingReport report) {
        ServingResult result = report.result();
        StringBuilder text = new StringBuilder(heading(report));
        text.append("**Aims**\n\n").append(AimsTable.of(report.aims()));
        text.append("\n**Answers and first audio**\n\n").append(answers(result));
        text.append("\n**Sound and cost**\n\n").append(sounds(result)).append('\n').append(LEGEND);
        for (PhaseResult phase : result.phases()) {
            if (!phase.problems().isEmpty()) {
                text.append("- problems in *%s*: %s%n".formatted(phase.name(), phase.problems()));
            }
        }
        if (result.search() != null) {
            text.append("\n**Search**\n\n").append(search(result.search()));
        }
        if (result.soak() != null) {
            text.append("\n**Soak**\n\n").append(soak(result.soak()));
        }
        return text.toString();
    }

    private static String heading(ServingReport report) {
        String busy =
                report.busiest() > Neighbours.QUIET_CORES
                        ? "BUSY MACHINE: times are not to be quoted\n"
                        : "";
        String quick = report.quick() ? "QUICK: nothing here is to be quoted\n" : "";
        ServingResult result = report.result();
        return String.format(
                Locale.ROOT,
                "%s%stimbrel bench serving%n%s, %s; commit %s%s, %s; %s, model %s, %d slots, lead"
                        + " %.2f s; %.0f s in all, %.1f cores busy with others before and after,"
                        + " at most %.1f in a phase%s%n%n",
                quick,
                busy,
                report.machine().kernels(),
                report.machine().jdk(),
                report.commit().id(),
                report.commit().dirty() ? " with changes" : "",
                report.date(),
                result.command() == null
                        ? "a server that ran already"
                        : "`" + result.command() + "`",
                report.plan().model(),
                result.slots(),
                report.plan().leadSeconds(),
                result.seconds(),
                report.busyCores(),
                report.busiest(),
                result.exitStatus() == null
                        ? ""
                        : "; the server ended with status " + result.exitStatus());
    }

    private static Table answers(ServingResult result) {
        Table table =
                new Table(
                        "phase",
                        "listeners",
                        "s",
                        "200",
                        "429",
                        "503",
                        "other",
                        "first audio p50",
                        "p99",
                        "most",
                        "from opening p99",
                        "from the slot p50",
                        "p99");
        for (PhaseResult phase : result.phases()) {
            table.add(
                    phase.name(),
                    Integer.toString(phase.seats()),
                    String.format(Locale.ROOT, "%.0f", phase.seconds()),
                    count(phase, "200"),
                    count(phase, "429"),
                    count(phase, "503"),
                    Integer.toString(phase.otherAnswers()),
                    p50(phase.firstAudioMs()),
                    p99(phase.firstAudioMs()),
                    phase.firstAudioMs() == null ? NONE : Figures.of(phase.firstAudioMs().most()),
                    p99(phase.fromOpeningMs()),
                    p50(phase.fromSlotMs()),
                    p99(phase.fromSlotMs()));
        }
        return table;
    }

    private static Table sounds(ServingResult result) {
        Table table =
                new Table(
                        "phase",
                        "streams",
                        "without underrun",
                        "underruns",
                        "longest, ms",
                        "longest gap",
                        "left",
                        "wrong",
                        "× real time",
                        "cores: server",
                        "generator",
                        "elsewhere");
        for (PhaseResult phase : result.phases()) {
            table.add(
                    phase.name(),
                    Integer.toString(phase.admitted()),
                    Integer.toString(phase.withoutUnderrun()),
                    Integer.toString(phase.underruns()),
                    Figures.of(phase.stalledMs()),
                    Figures.of(phase.gapMs()),
                    Integer.toString(phase.left()),
                    Integer.toString(phase.cut() + phase.wrongLengths() + phase.wrongBeginnings()),
                    Figures.of(phase.timesRealTime()),
                    cores(phase.cost().server()),
                    cores(phase.cost().generator()),
                    cores(phase.cost().elsewhere()));
        }
        return table;
    }

    private static String search(SearchResult search) {
        return "%d listeners without an underrun; %s; %d through a longer try%n"
                .formatted(
                        search.held(),
                        search.failed() == null
                                ? "no level had one"
                                : "%d had one or more".formatted(search.failed()),
                        search.confirmed());
    }

    private static String soak(SoakResult soak) {
        Table table =
                new Table("minute", "resident MB", "least heap MB", "threads", "files", "running");
        table.add(row("before", soak.before()));
        soak.minutes().forEach(minute -> table.add(row("" + minute.minute(), minute)));
        table.add(row("after", soak.after()));
        return "%s%nResident memory: %s MB a minute, heap %s, without the first %.0f s;%n%s slots in use when all have left.%n"
                .formatted(
                        table,
                        figure(soak.residentMbAMinute()),
                        figure(soak.heapMbAMinute()),
                        soak.warmUpSeconds(),
                        soak.slotsInUseAfter() == null ? NONE : soak.slotsInUseAfter());
    }

    private static String[] row(String name, MemoryMinute minute) {
        return new String[] {
            name,
            figure(minute.residentMb()),
            figure(minute.leastHeapMb()),
            whole(minute.threads()),
            whole(minute.files()),
            whole(minute.running())
        };
    }

    private static String count(PhaseResult phase, String status) {
        return Integer.toString(phase.answers().getOrDefault(status, 0));
    }

    private static String p50(Spread spread) {
        return spread == null ? NONE : Figures.of(spread.p50());
    }

    private static String p99(Spread spread) {
        return spread == null ? NONE : Figures.of(spread.p99());
    }

    private static String cores(Double value) {
        return value == null ? NONE : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String figure(Double value) {
        return value == null ? NONE : Figures.of(value);
    }

    private static String whole(Double value) {
        return value == null ? NONE : Long.toString(Math.round(value));
    }
}
