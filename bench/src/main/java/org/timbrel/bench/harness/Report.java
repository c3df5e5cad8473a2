// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A whole run, as the JSON file holds it.
 *
 * @param format of the file, {@value #FORMAT}
 * @param date when it began, ISO 8601 in UTC
 * @param commit what was measured
 * @param machine where
 * @param busyCores that others kept busy, median of looks between forks
 * @param schedule how long
 * @param quick whether it only tried everything out: its figures are rough
 * @param rates what the machine reached, for the floors
 * @param benchmarks what came of each
 * @param failures what failed, one text each
 */
public record Report(
        int format,
        String date,
        Commit commit,
        Machine machine,
        double busyCores,
        Schedule schedule,
        boolean quick,
        Rates rates,
        List<BenchmarkResult> benchmarks,
        List<String> failures) {

    /** Raised when the meaning of the file changes. */
    public static final int FORMAT = 1;

    public Report {
        benchmarks = List.copyOf(benchmarks);
        failures = List.copyOf(failures);
    }

    /** Why its figures must not be quoted; empty: they may be. */
    String warning() {
        if (quick) {
            return "QUICK RUN: rough figures, not to be quoted";
        }
        if (busyCores > Neighbours.QUIET_CORES) {
            return String.format(
                    Locale.ROOT,
                    "BUSY MACHINE: others kept %.1f of %d cores busy; not to be quoted",
                    busyCores,
                    machine.cores());
        }
        return "";
    }

    /** The result of a name, if it was run. */
    Optional<BenchmarkResult> find(String name) {
        return benchmarks.stream().filter(result -> result.name().equals(name)).findFirst();
    }
}
