// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the contenders of a benchmark in turn, A B C A B C …, so that noise hits all of them. */
final class Turns {

    private final Schedule schedule;
    private final JmhFork fork;
    private final PrintWriter log;
    private final Neighbours neighbours;
    private final List<String> failures = new ArrayList<>();

    /**
     * @param log one line a fork
     */
    Turns(Schedule schedule, Neighbours neighbours, PrintWriter log) {
        this.schedule = schedule;
        this.neighbours = neighbours;
        this.log = log;
        fork = new JmhFork(schedule);
    }

    /** What failed so far, one text each. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /**
     * Figures of ours, first, and of those peers that are built. A contender that fails once is not
     * tried again, and left out.
     *
     * @return by label
     */
    Map<String, Measurement> run(Entry entry) throws InterruptedException {
        List<Contender> contenders = new ArrayList<>(List.of(entry.ours()));
        entry.peers().stream().filter(Contender::isBuilt).forEach(contenders::add);
        Map<String, List<List<Double>>> samples = new LinkedHashMap<>();
        contenders.forEach(contender -> samples.put(contender.label(), new ArrayList<>()));
        for (int round = 1; round <= schedule.rounds(); round++) {
            for (Contender contender : contenders) {
                List<List<Double>> rounds = samples.get(contender.label());
                if (rounds != null && !measured(entry, contender, round, rounds)) {
                    samples.remove(contender.label());
                }
            }
        }
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        samples.forEach((label, rounds) -> measurements.put(label, Measurement.of(label, rounds)));
        return measurements;
    }

    private boolean measured(Entry entry, Contender contender, int round, List<List<Double>> out)
            throws InterruptedException {
        String what =
                "%s, round %d of %d, %s"
                        .formatted(entry.name(), round, schedule.rounds(), contender.label());
        neighbours.look();
        try {
            List<Double> figures =
                    fork.run(contender, entry.jmhThreads()).stream().map(entry::figure).toList();
            out.add(figures);
            log.println(
                    String.format(
                            Locale.ROOT,
                            "%s: %s %s",
                            what,
                            Figures.of(Statistics.median(figures)),
                            entry.unit().label()));
            return true;
        } catch (IOException e) {
            failures.add(what + ": " + e.getMessage());
            log.println(what + ": " + e.getMessage());
            return false;
        } finally {
            log.flush();
        }
    }
}
