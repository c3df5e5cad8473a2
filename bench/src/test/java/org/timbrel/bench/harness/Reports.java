// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs that never were, for tests. */
final class Reports {

    private Reports() {}

    /** Rounds of one sample each. */
    static Measurement measured(String label, double... samples) {
        return Measurement.of(
                label, Arrays.stream(samples).mapToObj(sample -> List.of(sample)).toList());
    }

    static BenchmarkResult result(String name, Measurement ours, Measurement theirs) {
        Unit unit = Unit.MICROSECONDS_A_STEP;
        return new BenchmarkResult(
                name,
                "a step",
                unit,
                unit.lowerIsBetter(),
                Map.of("hidden", "512"),
                ours,
                List.of(new PeerResult(theirs, Ratio.of(unit, ours, theirs))),
                new Floor(50, "bandwidth", ours.median() / 50));
    }

    static Report report(String cpu, BenchmarkResult... results) {
        return new Report(
                Report.FORMAT,
                "2026-01-02T03:04:05Z",
                new Commit("0123abcd", true),
                new Machine(cpu, "family 1 model 2", 2, 8L << 30, "AVX2", "17", "Linux 6"),
                0.1,
                Schedule.full(3, 2),
                false,
                new Rates(Map.of("fp32", 100.0), Map.of(1_000_000L, 50.0)),
                List.of(results),
                List.of());
    }
}
