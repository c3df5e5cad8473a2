// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.timbrel.app.FileFailure;
import org.timbrel.app.GenerateJob;
import org.timbrel.app.JobReport;
import org.timbrel.app.Progress;
import org.timbrel.app.TrainJob;
import org.timbrel.app.TrainSettings;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.metrics.Portrait;
import org.timbrel.audio.metrics.TexStat;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.TrainingResult;

/** Learns two sounds in one model, and measures what lies between them. */
public final class MorphRun {

    /** From the one sound to the other. */
    private static final double[] SHARES = {0, 0.25, 0.5, 0.75, 1};

    private final TextureSystem.Training training;
    private final double seconds;
    private final int seeds;
    private final Consumer<String> log;
    private final List<Heard> heard = new ArrayList<>();

    /**
     * The beginning of what was made at a place.
     *
     * @param share of the second sound
     */
    public record Heard(double share, AudioClip clip) {}

    /**
     * @param seconds made at every place
     * @param seeds how often, from 1 on; distances are means over them
     * @param log takes a line as each is done
     */
    public MorphRun(
            TextureSystem.Training training, double seconds, int seeds, Consumer<String> log) {
        this.training = training;
        this.seconds = seconds;
        this.seeds = seeds;
        this.log = log;
    }

    /**
     * Learns once, makes and measures.
     *
     * @throws IOException if something cannot be learned or made
     */
    public Morph run(TextureSound from, TextureSound to) throws IOException, InterruptedException {
        try (TemporaryFolder folder = new TemporaryFolder()) {
            long start = System.nanoTime();
            Path model = learn(folder.path(), from, to);
            double trainingSeconds = (System.nanoTime() - start) * 1e-9;
            Portrait first = Portrait.of(from.heldOut());
            Portrait second = Portrait.of(to.heldOut());
            List<Morph.Place> places = new ArrayList<>();
            for (double share : SHARES) {
                double toFrom = 0;
                double toTo = 0;
                for (long seed = 1; seed <= seeds; seed++) {
                    Path out = folder.path().resolve("made.wav");
                    AudioClip clip = generate(model, out, share, seed);
                    if (seed == 1) {
                        heard.add(new Heard(share, TextureRun.beginning(clip)));
                    }
                    Portrait made = Portrait.of(clip);
                    toFrom += TexStat.unaligned(List.of(first), made) / seeds;
                    toTo += TexStat.unaligned(List.of(second), made) / seeds;
                }
                places.add(new Morph.Place(share, toFrom, toTo));
                log.accept(
                        String.format(
                                Locale.ROOT,
                                "%s to %s: %.2f of the way, TS %.3f and %.3f",
                                from.name(),
                                to.name(),
                                share,
                                places.get(places.size() - 1).toFrom(),
                                places.get(places.size() - 1).toTo()));
            }
            return new Morph(from.name(), to.name(), trainingSeconds, places);
        }
    }

    /** As the command trains, the first sound being number 0. */
    private Path learn(Path folder, TextureSound from, TextureSound to)
            throws IOException, InterruptedException {
        List<String> data = new ArrayList<>();
        for (TextureSound sound : List.of(from, to)) {
            Path file = folder.resolve(data.size() + ".wav");
            WavWriter.write(file, sound.learned().reader(), WavEncoding.FLOAT_32);
            data.add(file.toString());
        }
        Map<String, Object> changes = new HashMap<>();
        changes.put("data", data);
        changes.put("testPart", 0);
        changes.put("previews", 0);
        changes.put("device", "cpu");
        changes.put("threads", training.threads());
        if (training.steps() > 0) {
            changes.put("steps", training.steps());
        }
        Path run = folder.resolve("run");
        TrainSettings settings = TrainSettings.DEFAULTS.with(changes);
        TrainJob.Trained trained =
                new TrainJob(run, settings, TrainJob.Begin.NEW).run(Progress.NONE);
        if (trained.result().end() == TrainingResult.End.INTERRUPTED) {
            throw new InterruptedException(
                    "while %s and %s were learned".formatted(from.name(), to.name()));
        }
        return new RunFolder(run).best();
    }

    private AudioClip generate(Path model, Path out, double share, long seed) throws IOException {
        String weights = String.format(Locale.ROOT, "0=%.2f,1=%.2f", 1 - share, share);
        GenerateJob.Settings settings =
                GenerateJob.Settings.DEFAULTS
                        .seconds(seconds)
                        .seed(seed)
                        .conditions(List.of(weights))
                        .compute(TrainSettings.DEFAULTS.with(Map.of("device", "cpu")).compute())
                        .forced();
        JobReport<GenerateJob.Generated> report =
                new GenerateJob(model, settings).run(List.of(out), Progress.NONE);
        for (FileFailure failure : report.failed()) {
            throw new IOException(
                    failure.file() + " could not be made: " + failure.cause().getMessage(),
                    failure.cause());
        }
        if (report.interrupted()) {
            throw new IOException("interrupted while " + model + " generated");
        }
        try (SampleReader reader = AudioFiles.open(out)) {
            return AudioFiles.readAll(reader);
        }
    }

    /** What was made at every place, from the beginning of the way to its end. */
    public List<Heard> heard() {
        return List.copyOf(heard);
    }
}
