// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.timbrel.bench.copysynthesis.Aim;

/** What the server is to reach on two cores with a texture that ships, and what it reached. */
public final class ServingAims {

    private static final double FIRST_AUDIO_MS = 250;
    private static final int STREAMS = 64;
    private static final double TIMES_UNLOADED = 1.5;
    private static final double FLAT_MB_A_MINUTE = 1;

    private ServingAims() {}

    /** All aims; those of phases that were not run have nothing that was reached. */
    public static List<Aim> of(ServingResult result) {
        Optional<PhaseResult> unloaded = result.phase("unloaded");
        Optional<PhaseResult> held = result.phase("held");
        Optional<PhaseResult> twice = result.phase("twice");
        Optional<SoakResult> soak = Optional.ofNullable(result.soak());
        Double p99 = p99(unloaded, PhaseResult::firstAudioMs);
        return List.of(
                atMost(FIRST_AUDIO_MS, "ms", "first audio, 99 of 100", p99, "unloaded"),
                new Aim(
                        "streams without an underrun",
                        "of " + Math.max(STREAMS, result.slots()),
                        false,
                        STREAMS,
                        figure(held, PhaseResult::withoutUnderrun),
                        "held"),
                atMost(
                        0,
                        count(twice, PhaseResult::requests, ""),
                        "answers other than 200, 429, 503",
                        figure(twice, PhaseResult::otherAnswers),
                        "twice"),
                atMost(
                        TIMES_UNLOADED,
                        "× unloaded",
                        "first audio once a slot is free, 99 of 100",
                        over(
                                p99(twice, ServingAims::fromSlot),
                                p99(unloaded, ServingAims::fromSlot)),
                        "twice"),
                atMost(
                        TIMES_UNLOADED,
                        "× unloaded",
                        "the same with the wait for a slot",
                        over(p99(twice, PhaseResult::firstAudioMs), p99),
                        "twice"),
                atMost(
                        FLAT_MB_A_MINUTE,
                        "MB a minute",
                        "growth of memory",
                        soak.map(SoakResult::residentMbAMinute).orElse(null),
                        "soak"),
                atMost(
                        0,
                        "",
                        "slots in use when all have left",
                        soak.map(SoakResult::slotsInUseAfter)
                                .map(Integer::doubleValue)
                                .orElse(null),
                        "soak"),
                atMost(
                        0,
                        "",
                        "streams cut, of a wrong length, or that began otherwise than before",
                        wrong(result),
                        "all phases"));
    }

    private static Aim atMost(double limit, String unit, String what, Double reached, String in) {
        return new Aim(what, unit, true, limit, reached, in);
    }

    /** What is counted among how many, as {@link Aim#unit} has it. */
    private static String count(
            Optional<PhaseResult> phase, Function<PhaseResult, Integer> all, String things) {
        return phase.map(all).map(n -> ("of " + n + " " + things).strip()).orElse("");
    }

    private static Double figure(
            Optional<PhaseResult> phase, Function<PhaseResult, Integer> value) {
        return phase.map(value).map(Integer::doubleValue).orElse(null);
    }

    private static Double p99(Optional<PhaseResult> phase, Function<PhaseResult, Spread> times) {
        return phase.map(times).map(Spread::p99).orElse(null);
    }

    /** Where the server does not tell how long streams queued, their queueing counts. */
    private static Spread fromSlot(PhaseResult phase) {
        return phase.fromSlotMs() == null ? phase.firstAudioMs() : phase.fromSlotMs();
    }

    private static Double over(Double value, Double base) {
        return value == null || base == null ? null : value / base;
    }

    private static Double wrong(ServingResult result) {
        return (double)
                result.phases().stream()
                        .mapToInt(p -> p.cut() + p.wrongLengths() + p.wrongBeginnings())
                        .sum();
    }
}
