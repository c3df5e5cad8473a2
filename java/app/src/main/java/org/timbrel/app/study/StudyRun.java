// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.app.InputException;
import org.timbrel.app.Json;
import org.timbrel.app.OutputFile;
import org.timbrel.app.Progress;
import org.timbrel.app.TextFile;
import org.timbrel.audio.metrics.CopyCheck;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.RunFolder;

/** One study from its first part to its report; parts that are done are read again. */
final class StudyRun {

    private static final String MEASURES = "measures.json";
    private static final String LIKELIHOOD = "likelihood.json";
    private static final String ORIGINALITY = "originality.json";
    private static final String SAMPLES = "samples";

    private final Path input;
    private final StudyFolder folder;
    private final StudyJob.Settings settings;
    private final StudySpec spec;
    private final int jobs;
    private final Device device;
    private final StudyRecord record;
    private final List<Arm> arms;
    private StudyPieces pieces;
    private List<StudyPiece> judged;
    private List<ArmPlan> plans;
    private StudyProgress progress;
    private StudyTimes times;

    StudyRun(
            Path input,
            StudyFolder folder,
            StudyJob.Settings settings,
            int jobs,
            Device device,
            StudyRecord record) {
        this.input = input;
        this.folder = folder;
        this.settings = settings;
        spec = settings.spec();
        this.jobs = jobs;
        this.device = device;
        this.record = record;
        arms = Arm.of(spec);
    }

    /** The plans of all arms, as they are kept. */
    record Plans(List<ArmPlan> each) {}

    StudyJob.Done run(PieceReading reading, List<PieceReading.Read> read, Progress told)
            throws IOException {
        times = StudyTimes.open(folder);
        prepare(reading, read, told);
        progress = new StudyProgress(told, times.expected(this));
        MeasureJob measure = new MeasureJob(spec, folder, judged, jobs);
        SampleMeasures truth =
                kept(
                        folder.ceilings().resolve("truth.json"),
                        SampleMeasures.class,
                        measure::ofTruth);
        SampleMeasures others =
                kept(
                        folder.ceilings().resolve("others.json"),
                        SampleMeasures.class,
                        measure::ofOthers);
        Map<String, SampleMeasures> ceilings = new LinkedHashMap<>();
        for (Arm arm : arms) {
            ceilings.put(arm.name(), ceiling(arm, measure));
        }
        for (long seed : spec.runSeeds()) {
            for (int k = 0; k < arms.size(); k++) {
                train(arms.get(k), plans.get(k), seed);
            }
        }
        Map<String, List<Likelihoods>> likelihoods = new LinkedHashMap<>();
        Map<String, List<SampleMeasures>> samples = new LinkedHashMap<>();
        Map<String, List<Originality.Several>> originality = new LinkedHashMap<>();
        OriginalityMeasure copies = new OriginalityMeasure(spec, pieces, folder, judged);
        for (int k = 0; k < arms.size(); k++) {
            Arm arm = arms.get(k);
            List<Likelihoods> its = new ArrayList<>();
            List<SampleMeasures> made = new ArrayList<>();
            List<Originality.Several> found = new ArrayList<>();
            for (long seed : spec.runSeeds()) {
                its.add(likelihood(arm, seed));
                made.add(samples(arm, seed, measure));
                found.add(originality(arm, plans.get(k), seed, copies));
            }
            likelihoods.put(arm.name(), its);
            samples.put(arm.name(), made);
            originality.put(arm.name(), found);
        }
        Originality ofTruth =
                kept(
                        folder.ceilings().resolve("originality.json"),
                        Originality.class,
                        () -> originalityOfTruth(copies));
        progress.part("report", times.report());
        double seconds = times.lap();
        StudyParts parts =
                new StudyParts(
                        pieces,
                        judged,
                        plans,
                        likelihoods,
                        truth,
                        others,
                        ceilings,
                        samples,
                        originality,
                        ofTruth);
        StudyResults results = new StudySummary(spec, parts).results(spec);
        StudyRecord whole = record.with(pieces, plans, seconds);
        whole.write(folder);
        String numbers = Json.of(results) + "\n";
        OutputFile.write(folder.results(), true, path -> TextFile.write(path, numbers));
        new StudyReport(folder, whole, parts, results).write();
        return new StudyJob.Done(
                folder, results, times.lap(), settings.quick() ? QuickLimits.of(spec) : "");
    }

    private <R> R kept(Path file, Class<R> type, KeptResult.Work<R> work) throws IOException {
        return new KeptResult<>(file, type).orElse(work);
    }

    private void prepare(PieceReading reading, List<PieceReading.Read> read, Progress told)
            throws IOException {
        pieces =
                kept(
                        folder.pieces().resolve("pieces.json"),
                        StudyPieces.class,
                        () ->
                                new PiecePreparation(spec, folder, jobs)
                                        .run(input, reading, read, told));
        requireSame(read);
        judged = StretchOfPiece.judged(pieces, spec);
        Plans planned =
                kept(
                        folder.path().resolve("arms").resolve("plans.json"),
                        Plans.class,
                        () -> {
                            List<ArmPlan> each = new ArrayList<>();
                            for (Arm arm : arms) {
                                each.add(ArmPlan.of(arm, spec, pieces, folder));
                            }
                            return new Plans(each);
                        });
        plans = planned.each();
    }

    /** The pieces must be those that the study was begun with. */
    private void requireSame(List<PieceReading.Read> read) throws IOException {
        Map<String, String> now = new LinkedHashMap<>();
        read.forEach(piece -> now.put(piece.source(), piece.sha256()));
        for (StudyPiece piece : pieces.pieces()) {
            String hash = now.get(piece.source());
            if (!piece.sourceSha256().equals(hash)) {
                throw new InputException(
                        input.resolve(piece.source()),
                        new IOException(
                                "%s since the study was begun: put it back, or begin anew with --force"
                                        .formatted(hash == null ? "is gone" : "has changed")));
            }
        }
        long known = pieces.pieces().stream().map(StudyPiece::source).distinct().count();
        if (now.size() != known) {
            throw new InputException(
                    input,
                    new IOException(
                            "has %d usable pieces, and had %d when the study was begun: begin anew with --force"
                                    .formatted(now.size(), known)));
        }
    }

    private SampleMeasures ceiling(Arm arm, MeasureJob measure) throws IOException {
        Path own = Ceilings.folder(folder, arm);
        return kept(
                own.resolve(MEASURES),
                SampleMeasures.class,
                () -> {
                    progress.part("ceiling of " + arm.name(), times.ceiling(this, arm));
                    Ceilings ceilings = new Ceilings(arm, spec, pieces, folder);
                    each(ceilings::make);
                    return measure.of(
                            piece -> PrimedSamples.sound(own, piece),
                            arm.isSound() ? null : piece -> PrimedSamples.midi(own, piece));
                });
    }

    private void train(Arm arm, ArmPlan plan, long seed) throws IOException {
        Path run = folder.run(arm, seed);
        if (ArmTraining.isDone(run)) {
            return;
        }
        Progress share =
                progress.part(
                        "train %s, seed %d".formatted(arm.name(), seed), times.training(this, arm));
        new ArmTraining(
                        folder,
                        run,
                        plan.settings(
                                arm, spec, pieces.data(arm, folder), seed, settings.threads()),
                        snapshots(plan, seed))
                .run(share);
        times.lap();
    }

    private List<Long> snapshots(ArmPlan plan, long seed) {
        boolean watched = seed - spec.seed() < spec.snapshotSeeds() && spec.snapshots() > 0;
        return watched ? plan.snapshotSteps(spec) : List.of();
    }

    private Likelihoods likelihood(Arm arm, long seed) throws IOException {
        Path run = folder.run(arm, seed);
        return kept(
                run.resolve(LIKELIHOOD),
                Likelihoods.class,
                () -> {
                    progress.part(
                            "likelihood of %s, seed %d".formatted(arm.name(), seed),
                            times.likelihood(this, arm));
                    return new LikelihoodMeasure(arm, spec, pieces, folder)
                            .of(device, Checkpoint.read(new RunFolder(run).best()));
                });
    }

    private SampleMeasures samples(Arm arm, long seed, MeasureJob measure) throws IOException {
        Path run = folder.run(arm, seed);
        Path samples = run.resolve(SAMPLES);
        return kept(
                samples.resolve(MEASURES),
                SampleMeasures.class,
                () -> {
                    progress.part(
                            "samples of %s, seed %d".formatted(arm.name(), seed),
                            times.samples(this, arm));
                    PrimedSamples primed = new PrimedSamples(arm, spec, folder, spec.compute(1));
                    Path best = new RunFolder(run).best();
                    each(piece -> primed.make(best, samples, piece, judged.indexOf(piece), seed));
                    return measure.of(
                            piece -> PrimedSamples.sound(samples, piece),
                            arm.isSound() ? null : piece -> PrimedSamples.midi(samples, piece));
                });
    }

    private Originality.Several originality(
            Arm arm, ArmPlan plan, long seed, OriginalityMeasure copies) throws IOException {
        Path run = folder.run(arm, seed);
        return kept(
                run.resolve(ORIGINALITY),
                Originality.Several.class,
                () -> {
                    progress.part(
                            "originality of %s, seed %d".formatted(arm.name(), seed),
                            times.originality(this, arm, seed));
                    List<Originality> each = new ArrayList<>();
                    Path best = run.resolve(SAMPLES);
                    long bestStep =
                            Checkpoint.read(new RunFolder(run).best()).position().bestStep();
                    each.add(originality(arm, plan, bestStep, best, copies));
                    for (long step : snapshots(plan, seed)) {
                        each.add(snapshot(arm, plan, seed, step, copies));
                    }
                    return new Originality.Several(each);
                });
    }

    /** Samples of a checkpoint on the way. */
    private Originality snapshot(
            Arm arm, ArmPlan plan, long seed, long step, OriginalityMeasure copies)
            throws IOException {
        Path checkpoint = ArmTraining.snapshot(folder.run(arm, seed), step);
        Path made = checkpoint.resolveSibling("step-" + step);
        PrimedSamples primed = new PrimedSamples(arm, spec, folder, spec.compute(1));
        each(piece -> primed.make(checkpoint, made, piece, judged.indexOf(piece), seed));
        return originality(arm, plan, step, made, copies);
    }

    private Originality originality(
            Arm arm, ArmPlan plan, long step, Path samples, OriginalityMeasure copies)
            throws IOException {
        CopyCheck sound = copies.sound(piece -> PrimedSamples.sound(samples, piece));
        return new Originality(
                step,
                plan.passes() * step / plan.steps(),
                sound == null ? Double.NaN : sound.share(),
                sound == null ? Double.NaN : sound.distance(),
                arm.isSound()
                        ? List.of()
                        : copies.notes(piece -> PrimedSamples.midi(samples, piece)));
    }

    private Originality originalityOfTruth(OriginalityMeasure copies) throws IOException {
        CopyCheck sound = copies.sound(piece -> piece.sound(folder));
        return new Originality(
                -1, 0, sound.share(), sound.distance(), copies.notes(piece -> piece.midi(folder)));
    }

    private void each(StudyTasks.Task<Boolean> task) throws IOException {
        StudyTasks.each(folder, judged, jobs, task);
    }

    StudySpec spec() {
        return spec;
    }

    List<Arm> arms() {
        return arms;
    }

    int jobs() {
        return jobs;
    }

    ArmPlan plan(Arm arm) {
        return plans.get(arms.indexOf(arm));
    }

    StudyPieces pieces() {
        return pieces;
    }

    int judgedPieces() {
        return judged.size();
    }

    int snapshots(Arm arm, long seed) {
        return snapshots(plan(arm), seed).size();
    }

    boolean isCeilingDone(Arm arm) {
        return Files.exists(Ceilings.folder(folder, arm).resolve(MEASURES));
    }

    boolean isTrained(Arm arm, long seed) {
        return ArmTraining.isDone(folder.run(arm, seed));
    }

    boolean isPredicted(Arm arm, long seed) {
        return Files.exists(folder.run(arm, seed).resolve(LIKELIHOOD));
    }

    boolean isSampled(Arm arm, long seed) {
        return Files.exists(folder.run(arm, seed).resolve(SAMPLES).resolve(MEASURES));
    }

    boolean isSearched(Arm arm, long seed) {
        return Files.exists(folder.run(arm, seed).resolve(ORIGINALITY));
    }
}
