// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One run: the chosen benchmarks with their peers, and the rates that their floors need. */
final class Session {

    /** Spread over the run, so that a moment's noise does not set a floor too high. */
    private static final int BANDWIDTH_SAMPLES = 20;

    private final Path root;
    private final Schedule schedule;
    private final boolean quick;
    private final boolean peers;
    private final PrintWriter log;
    private final Map<Long, Double> gigabytes = new TreeMap<>();

    /**
     * @param root of the clone
     * @param peers whether they run too
     */
    Session(Path root, Schedule schedule, boolean quick, boolean peers, PrintWriter log) {
        this.root = root;
        this.schedule = schedule;
        this.quick = quick;
        this.peers = peers;
        this.log = log;
    }

    Report run(List<Entry> chosen, Catalogue catalogue) throws InterruptedException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.here();
        Neighbours neighbours = new Neighbours(machine.cores());
        Turns turns = new Turns(schedule, neighbours, log);
        Map<Entry, Map<String, Measurement>> measured = new LinkedHashMap<>();
        for (Entry entry : withProducts(chosen, catalogue)) {
            readBandwidth(entry);
            measured.put(entry, turns.run(peers ? entry : withoutPeers(entry)));
            readBandwidth(entry);
        }
        Rates rates = new Rates(gigaflops(measured), gigabytes);
        List<BenchmarkResult> results = new ArrayList<>();
        for (Entry entry : chosen) {
            if (measured.get(entry).containsKey(Contender.OURS)) {
                results.add(result(entry, measured.get(entry), rates));
            }
        }
        return new Report(
                Report.FORMAT,
                date,
                Commit.of(root),
                machine,
                neighbours.busyCores(),
                schedule,
                quick,
                rates,
                results,
                turns.failures());
    }

    /** The floors need the products' rates, whether those were asked for or not. */
    private static List<Entry> withProducts(List<Entry> chosen, Catalogue catalogue) {
        List<Entry> all = new ArrayList<>();
        for (Entry entry : catalogue.entries()) {
            boolean needed =
                    entry.unit() == Unit.MILLISECONDS_A_PRODUCT
                            && chosen.stream().anyMatch(other -> other.work() != null);
            if (needed || chosen.contains(entry)) {
                all.add(entry);
            }
        }
        return all;
    }

    private static Entry withoutPeers(Entry entry) {
        return new Entry(
                entry.name(),
                entry.title(),
                entry.unit(),
                entry.ours(),
                List.of(),
                entry.work(),
                entry.jmhThreads(),
                entry.audioSeconds());
    }

    private void readBandwidth(Entry entry) throws InterruptedException {
        if (entry.work() != null && entry.work().bytes() > 0) {
            long bytes = (long) entry.work().bytes();
            double rate = Bandwidth.measure(bytes, schedule.threads(), BANDWIDTH_SAMPLES);
            gigabytes.merge(bytes, rate, Math::max);
        }
    }

    /** By precision, the fastest that anyone's product was. */
    private static Map<String, Double> gigaflops(Map<Entry, Map<String, Measurement>> measured) {
        Map<String, Double> rates = new TreeMap<>();
        measured.forEach(
                (entry, contenders) -> {
                    if (entry.unit() == Unit.MILLISECONDS_A_PRODUCT) {
                        double operations = entry.work().operations();
                        contenders.forEach(
                                (label, one) ->
                                        rates.merge(
                                                label.endsWith("bf16") ? "bf16" : "fp32",
                                                operations / one.min() / 1e6,
                                                Math::max));
                    }
                });
        return rates;
    }

    private static BenchmarkResult result(
            Entry entry, Map<String, Measurement> measured, Rates rates) {
        Measurement ours = measured.get(Contender.OURS);
        List<PeerResult> peers = new ArrayList<>();
        measured.forEach(
                (label, theirs) -> {
                    if (!label.equals(Contender.OURS)) {
                        peers.add(new PeerResult(theirs, Ratio.of(entry.unit(), ours, theirs)));
                    }
                });
        return new BenchmarkResult(
                entry.name(),
                entry.title(),
                entry.unit(),
                entry.unit().lowerIsBetter(),
                entry.ours().parameters(),
                ours,
                peers,
                rates.floor(entry, ours.median()));
    }
}
