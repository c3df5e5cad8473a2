// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.timbrel.bench.serving.StreamNote.Ending;

/**
 * What the listeners of one phase noted. Times are milliseconds.
 *
 * @param name of the phase
 * @param seats listeners at a time
 * @param seconds that it lasted
 * @param answers requests by the status of their answer; {@code none} without one, {@code left}
 *     where the listener left before one
 * @param problems answers other than 200, and what broke connections, by type
 * @param admitted streams that began
 * @param withoutUnderrun of them
 * @param cut of them, by the server before their end
 * @param left of them, by the listener as it was to
 * @param wrongLengths of those that came whole
 * @param wrongBeginnings streams that began otherwise than an earlier one of the same seed
 * @param underruns of all
 * @param stalledMs the longest that one player stood still in all
 * @param gapMs the longest between bytes of one stream
 * @param firstAudioMs from the request's sending; null: none of the streams that are timed began
 * @param fromOpeningMs from the connection's opening
 * @param fromSlotMs from the request's sending, less the wait for a slot that the server tells
 * @param timesRealTime sound that came, over the time that it took
 * @param cost in cores
 */
public record PhaseResult(
        String name,
        int seats,
        double seconds,
        Map<String, Integer> answers,
        Map<String, Integer> problems,
        int admitted,
        int withoutUnderrun,
        int cut,
        int left,
        int wrongLengths,
        int wrongBeginnings,
        int underruns,
        double stalledMs,
        double gapMs,
        Spread firstAudioMs,
        Spread fromOpeningMs,
        Spread fromSlotMs,
        double timesRealTime,
        PhaseCost cost) {

    private static final double MILLISECONDS = 1000;
    private static final String NO_ANSWER = "none";
    private static final String LEFT_BEFORE = "left";

    public PhaseResult {
        answers = Map.copyOf(answers);
        problems = Map.copyOf(problems);
    }

    /**
     * Of what was noted.
     *
     * @param seats listeners at a time
     */
    static PhaseResult of(
            String name, int seats, PhaseNotes notes, int rateHz, double seconds, PhaseCost cost) {
        List<StreamNote> all = notes.all();
        List<StreamNote> began = all.stream().filter(StreamNote::admitted).toList();
        List<StreamNote> timed = notes.timed().stream().filter(StreamNote::admitted).toList();
        long bytes = began.stream().mapToLong(note -> note.heard().bytes()).sum();
        return new PhaseResult(
                name,
                seats,
                seconds,
                counts(all.stream().map(PhaseResult::answer).toList()),
                counts(
                        all.stream()
                                .filter(note -> note.problem() != null)
                                .map(StreamNote::problem)
                                .toList()),
                began.size(),
                count(began, note -> note.heard().underruns() == 0),
                count(began, note -> note.ending() == Ending.CUT),
                count(began, note -> note.ending() == Ending.LEFT),
                count(began, note -> !note.rightLength()),
                count(began, note -> !note.rightBeginning()),
                began.stream().mapToInt(note -> note.heard().underruns()).sum(),
                most(began, note -> note.heard().stalledSeconds()),
                most(began, note -> note.heard().longestGapSeconds()),
                spread(timed, StreamNote::firstAudioSeconds),
                spread(timed, StreamNote::fromOpeningSeconds),
                spread(timed, note -> note.firstAudioSeconds() - note.queuedSeconds()),
                bytes / 2.0 / rateHz / seconds,
                cost);
    }

    /** Requests whose answer was one of these. */
    int answered(Collection<String> statuses) {
        return statuses.stream().mapToInt(status -> answers.getOrDefault(status, 0)).sum();
    }

    /** All of them. */
    int requests() {
        return answers.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Requests that were answered neither with a stream nor with an orderly refusal. */
    public int otherAnswers() {
        return requests() - answered(List.of("200", "429", "503", LEFT_BEFORE));
    }

    private static String answer(StreamNote note) {
        if (note.status() != 0) {
            return Integer.toString(note.status());
        }
        return note.ending() == Ending.CUT || note.ending() == Ending.WHOLE
                ? NO_ANSWER
                : LEFT_BEFORE;
    }

    private static Map<String, Integer> counts(List<String> names) {
        return names.stream()
                .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum, TreeMap::new));
    }

    private static int count(List<StreamNote> notes, Predicate<StreamNote> which) {
        return (int) notes.stream().filter(which).count();
    }

    private static double most(List<StreamNote> notes, ToDoubleFunction<StreamNote> seconds) {
        return MILLISECONDS * notes.stream().mapToDouble(seconds).max().orElse(0);
    }

    private static Spread spread(List<StreamNote> notes, ToDoubleFunction<StreamNote> seconds) {
        return Spread.of(
                notes.stream().map(note -> MILLISECONDS * seconds.applyAsDouble(note)).toList());
    }
}
