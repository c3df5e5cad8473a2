// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.app.study.statistics.Interval;
import org.timbrel.app.study.statistics.Verdict;
import org.timbrel.audio.musical.MusicalMeasure;

/** What a study came to, in lines for a terminal. */
public final class StudyTable {

    private final StudyResults results;
    private final String limits;

    /** Of a study that is done. */
    public StudyTable(StudyJob.Done done) {
        results = done.results();
        limits = done.limits();
    }

    /** Means with their intervals. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        int most = results.likelihoods().stream().mapToInt(a -> a.arm().length()).max().orElse(4);
        int width = most + "ceiling ".length();
        String name = "%-" + width + "s";
        lines.add(
                (name + " %26s %26s %26s")
                        .formatted("likelihood", "nats/s", "nats/quarter", "gain nats/s"));
        for (StudyResults.ArmLikelihood arm : results.likelihoods()) {
            lines.add(
                    (name + " %26s %26s %26s")
                            .formatted(
                                    arm.arm(),
                                    text(arm.natsASecond(), 2),
                                    text(arm.natsAQuarter(), 2),
                                    text(arm.gainASecond(), 2)));
            if (arm.gainOverFullASecond() != null) {
                lines.add(
                        (name + " %26s %26s %26s")
                                .formatted(
                                        "  full covariance",
                                        "",
                                        "",
                                        text(arm.gainOverFullASecond(), 2)));
            }
        }
        lines.add(
                "gains are over a chain of the first order in each arm's own frames: they rank no arms");
        for (MusicalMeasure measure : MusicalMeasure.values()) {
            lines.add("");
            lines.add(
                    (name + " %26s %s")
                            .formatted(
                                    measure.label(),
                                    measure.unit(),
                                    measure.higherIsNearer()
                                            ? "higher is nearer"
                                            : "lower is nearer"));
            for (StudyResults.SoundRow row : results.sound()) {
                if (!row.kind().equals(StudySummary.TRUTH)) {
                    lines.add(
                            (name + " %26s")
                                    .formatted(
                                            label(row),
                                            text(row.measures().get(measure.name()), 3)));
                }
            }
        }
        lines.add("");
        lines.addAll(shown());
        if (!limits.isEmpty()) {
            lines.add("");
            lines.add(limits);
        }
        return lines;
    }

    private static String label(StudyResults.SoundRow row) {
        return switch (row.kind()) {
            case StudySummary.CEILING -> "ceiling " + row.arm();
            case StudySummary.ARM -> row.arm();
            default -> "another piece";
        };
    }

    private List<String> shown() {
        List<String> lines = new ArrayList<>();
        int count = 0;
        for (StudyResults.ArmDifference pair : results.differences()) {
            if (pair.kind().equals("arms")) {
                count++;
                if (pair.difference().verdict() != Verdict.NOT_SHOWN) {
                    lines.add(
                            "%s: %s is %s than %s by %s"
                                    .formatted(
                                            MusicalMeasure.valueOf(pair.measure()).label(),
                                            pair.arm(),
                                            pair.difference().verdict().label(),
                                            pair.other(),
                                            text(pair.difference().interval(), 3)));
                }
            }
        }
        lines.add(
                0,
                "of %d differences of two arms, %d are shown (Holm, a family a measure)"
                        .formatted(count, lines.size()));
        return lines;
    }

    private static String text(Interval interval, int digits) {
        if (interval == null || Double.isNaN(interval.estimate())) {
            return "–";
        }
        String number = "%." + digits + "f";
        return interval.known()
                ? String.format(
                        Locale.ROOT,
                        number + " [" + number + ", " + number + "]",
                        interval.estimate(),
                        interval.low(),
                        interval.high())
                : String.format(Locale.ROOT, number, interval.estimate());
    }
}
