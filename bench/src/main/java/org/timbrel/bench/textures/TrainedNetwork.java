// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.FileFailure;
import org.timbrel.app.GenerateJob;
import org.timbrel.app.JobReport;
import org.timbrel.app.Progress;
import org.timbrel.app.TrainJob;
import org.timbrel.app.TrainSettings;
import org.timbrel.audio.features.FeatureReader;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.TrainingResult;

/** A network that {@code timbrel train} trained and {@code timbrel generate} makes sound with. */
final class TrainedNetwork implements LearnedTexture {

    private final Path folder;
    private final Path model;
    private final ComputeSettings compute;
    private final double trainingSeconds;

    private TrainedNetwork(
            Path folder, Path model, ComputeSettings compute, double trainingSeconds) {
        this.folder = folder;
        this.model = model;
        this.compute = compute;
        this.trainingSeconds = trainingSeconds;
    }

    /**
     * Trains one as the command does, from sound to checkpoint. The learned half has no test part:
     * the other half is that.
     *
     * @param head as {@code --head} takes it
     */
    static TrainedNetwork learn(
            TextureSound sound,
            String head,
            long seed,
            Path folder,
            TextureSystem.Training training)
            throws IOException, InterruptedException {
        Path data = folder.resolve(sound.name() + ".wav");
        WavWriter.write(data, sound.learned().reader(), WavEncoding.FLOAT_32);
        Map<String, Object> changes = new HashMap<>();
        changes.put("data", List.of(data.toString()));
        changes.put("testPart", 0);
        changes.put("seed", seed);
        changes.put("device", "cpu");
        changes.put("threads", training.threads());
        if (training.steps() > 0) {
            changes.put("steps", training.steps());
        }
        TrainSettings settings = TrainSettings.DEFAULTS.with(Map.of("head", head)).with(changes);
        Path run = folder.resolve("run");
        long start = System.nanoTime();
        TrainJob.Trained trained =
                new TrainJob(run, settings, TrainJob.Begin.ANEW).run(Progress.NONE);
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (trained.result().end() == TrainingResult.End.INTERRUPTED) {
            throw new InterruptedException("while " + sound.name() + " was learned");
        }
        return new TrainedNetwork(folder, new RunFolder(run).best(), settings.compute(), seconds);
    }

    @Override
    public double trainingSeconds() {
        return trainingSeconds;
    }

    @Override
    public SampleReader open(long seed, double seconds) throws IOException {
        return AudioFiles.open(generate(seed, seconds, "generated.wav"));
    }

    @Override
    public FrameMatrix frames(long seed, double seconds) throws IOException {
        try (FeatureReader reader = FeatureReader.open(generate(seed, seconds, "generated.npz"))) {
            int dims = reader.spec().vectorSize();
            float[] all = new float[Math.multiplyExact(reader.frames(), dims)];
            float[] one = new float[dims];
            for (int t = 0; reader.next(one); t++) {
                System.arraycopy(one, 0, all, t * dims, dims);
            }
            return new FrameMatrix(all, reader.frames(), dims);
        }
    }

    private Path generate(long seed, double seconds, String name) throws IOException {
        Path out = folder.resolve(name);
        Files.deleteIfExists(out);
        GenerateJob.Settings settings =
                GenerateJob.Settings.DEFAULTS.seconds(seconds).seed(seed).compute(compute).forced();
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
        return out;
    }
}
