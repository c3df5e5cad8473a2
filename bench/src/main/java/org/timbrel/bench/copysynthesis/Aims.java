// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What Timbrel aims at in this table, held against a run. */
public final class Aims {

    /** The set that stands for speech if a folder of this name was given. */
    static final String SPEECH = "speech";

    /** Rounds of the refined phases. */
    public static final int FAST_ROUNDS = 32;

    private Aims() {}

    /**
     * What the run measured beside copies.
     *
     * @param goldenWorst largest |difference| from librosa's coefficients; null if not measured
     * @param streamDiffering samples that differ between streams and files; null if not measured
     * @param extraction of this machine's latest results; null if it has none
     */
    public record Beside(Double goldenWorst, Integer streamDiffering, Extraction extraction) {}

    /**
     * What another run measured.
     *
     * @param timesRealTime how fast
     * @param run its date and commit
     */
    public record Extraction(double timesRealTime, String run) {}

    /** All aims. */
    public static List<Aim> of(List<CopyResult> results, List<PhaseResult> phases, Beside beside) {
        List<CopyResult> means = SetMeans.of(results);
        Extraction extraction = beside.extraction();
        List<Aim> aims = new ArrayList<>();
        aims.add(
                Aim.atMost(
                        1e-3,
                        "",
                        "MFCC against librosa's, every golden",
                        beside.goldenWorst(),
                        GoldenMfcc.FOLDER.toString().replace('\\', '/')));
        aims.add(
                Aim.atMost(
                        0,
                        "samples",
                        "a stream against a file: differing samples",
                        beside.streamDiffering() == null
                                ? null
                                : Double.valueOf(beside.streamDiffering()),
                        "every method that streams, the first sound"));
        aims.add(
                Aim.atLeast(
                        3500,
                        "× real time",
                        "extraction, two cores",
                        extraction == null ? null : Double.valueOf(extraction.timesRealTime()),
                        "timbrel bench extraction"
                                + (extraction == null ? "" : ", " + extraction.run())));
        textures(aims, means);
        pitched(aims, means);
        phases(aims, phases);
        return aims;
    }

    /** Of the methods that stream, the one nearest by TexStat. */
    private static void textures(List<Aim> aims, List<CopyResult> means) {
        Optional<CopyResult> best = best(means, SoundSets.TEXTURES, Measure.TS);
        String where = where(best);
        aims.add(Aim.atMost(0.38, "", "textures, streamed: TS", value(best, Measure.TS), where));
        aims.add(Aim.atMost(2.4, "dB", "textures, streamed: LM", value(best, Measure.LM), where));
        cost(aims, best, where);
    }

    /** Of the methods that stream, the one nearest by level. */
    private static void pitched(List<Aim> aims, List<CopyResult> means) {
        Optional<CopyResult> best = best(means, SoundSets.PITCHED, Measure.LM);
        String where = where(best);
        aims.add(Aim.atMost(2.2, "dB", "pitched sounds: LM", value(best, Measure.LM), where));
        aims.add(Aim.atLeast(0.92, "", "pitched sounds: RPA50", value(best, Measure.RPA), where));
        aims.add(
                Aim.atLeast(
                        0.95,
                        "",
                        "pitched sounds: voicing F1",
                        value(best, Measure.VOICING_F1),
                        where));
        cost(aims, best, where);
    }

    private static void cost(List<Aim> aims, Optional<CopyResult> best, String where) {
        Double speed = best.map(CopyResult::timesRealTime).orElse(null);
        Double latency =
                best.map(b -> CopyMethod.named(List.of(b.method())).get(0).latencyMilliseconds())
                        .orElse(null);
        aims.add(Aim.atLeast(300, "× real time", "that vocoder, one core", speed, where));
        aims.add(Aim.atMost(12, "ms", "that vocoder's latency", latency, where));
    }

    private static void phases(List<Aim> aims, List<PhaseResult> phases) {
        boolean folder = phases.stream().anyMatch(phase -> phase.set().equals(SPEECH));
        String where = folder ? "the folder " + SPEECH : SoundSets.PITCHED + "/" + SPEECH;
        List<PhaseResult> speech =
                phases.stream().filter(p -> (folder ? p.set() : p.sound()).equals(SPEECH)).toList();
        String what = "phases from exact magnitudes at 1024/128, speech";
        aims.add(Aim.atLeast(27, "dB", what, mean(speech, 0), where));
        aims.add(
                Aim.atLeast(
                        32,
                        "dB",
                        what + ", " + FAST_ROUNDS + " rounds",
                        mean(speech, FAST_ROUNDS),
                        where));
    }

    private static Double mean(List<PhaseResult> phases, int rounds) {
        double mean =
                phases.stream()
                        .filter(p -> p.rounds() == rounds && p.start().equals("offline"))
                        .mapToDouble(PhaseResult::convergenceDb)
                        .average()
                        .orElse(Double.NaN);
        return Double.isNaN(mean) ? null : mean;
    }

    private static Optional<CopyResult> best(List<CopyResult> means, String set, Measure measure) {
        return means.stream()
                .filter(mean -> mean.set().equals(set) && mean.measures().containsKey(measure))
                .filter(m -> CopyMethod.named(List.of(m.method())).get(0).vocoder().streams())
                .min(Comparator.comparingDouble(mean -> mean.measures().get(measure)));
    }

    private static Double value(Optional<CopyResult> best, Measure measure) {
        return best.map(mean -> mean.measures().get(measure)).orElse(null);
    }

    private static String where(Optional<CopyResult> best) {
        return best.map(CopyResult::method).orElse("no method that streams");
    }
}
