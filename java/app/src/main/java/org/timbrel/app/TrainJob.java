// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.Trainer;
import org.timbrel.nn.train.TrainingResult;

/** Trains a network on sounds, in a run folder that can be interrupted and resumed. */
public final class TrainJob {

    private static final String CONFIG = "config.json";

    private final Path folder;
    private final TrainSettings settings;
    private final Begin begin;

    /** What becomes of a run that is in the folder already. */
    public enum Begin {
        /** It is left alone, and nothing is done. */
        NEW,
        /** It is replaced. */
        ANEW,
        /** It is gone on with. */
        RESUME
    }

    /**
     * A run that ended, or was interrupted.
     *
     * @param folder of the run
     * @param unusable files that were left out, each with the reason
     */
    public record Trained(Path folder, TrainingResult result, List<FileFailure> unusable) {
        public Trained {
            unusable = List.copyOf(unusable);
        }
    }

    /**
     * @param folder of the run; made if it is not there
     * @param settings on resuming, the same but for what ends the run
     */
    public TrainJob(Path folder, TrainSettings settings, Begin begin) {
        this.folder = folder;
        this.settings = settings;
        this.begin = begin;
    }

    /**
     * The settings of the run in a folder.
     *
     * @throws IOException if there is none that could be resumed
     */
    public static TrainSettings settingsOf(Path folder) throws IOException {
        if (!new RunFolder(folder).isResumable()) {
            throw new IOException(folder + ": there is no run to resume");
        }
        return TrainSettings.DEFAULTS.with(folder.resolve(CONFIG));
    }

    /**
     * Trains until the run ends, or until the calling thread is interrupted: then the step at hand
     * is finished and everything saved.
     *
     * @throws IOException if data cannot be read, or the folder not be written; the last checkpoint
     *     is as it was
     */
    public Trained run(Progress progress) throws IOException {
        RunFolder run = new RunFolder(folder);
        if (begin == Begin.NEW && run.isResumable()) {
            throw new IOException(
                    folder + ": holds a run; --resume goes on with it, --force begins anew");
        }
        try (Device device = settings.compute().open()) {
            device.requireTraining();
            return train(device, TrainingData.load(settings, progress), progress);
        }
    }

    private Trained train(Device device, TrainingData data, Progress progress) throws IOException {
        List<FileFailure> unusable = new ArrayList<>(data.failed());
        data.sequences()
                .unusable()
                .forEach(
                        file ->
                                unusable.add(
                                        new FileFailure(
                                                Path.of(file.name()),
                                                new IOException(file.reason()))));
        try (Trainer trainer = open(device, data)) {
            return new Trained(folder, train(trainer, progress), unusable);
        }
    }

    private Trainer open(Device device, TrainingData data) throws IOException {
        TrainSettings resolved = settings.resolved(data.features().spec(), device.name());
        NetworkSpec network = settings.network(data.sequences().dims());
        if (begin == Begin.RESUME) {
            Trainer trainer =
                    Trainer.resume(device, network, data.sequences(), settings.training(), folder);
            write(resolved);
            return trainer;
        }
        if (begin == Begin.ANEW) {
            new RunFolder(folder).clear();
        }
        Files.createDirectories(folder);
        write(resolved);
        return Trainer.begin(
                device,
                network,
                data.sequences(),
                data.features().json(),
                settings.training(),
                folder);
    }

    private void write(TrainSettings resolved) throws IOException {
        OutputFile.write(
                folder.resolve(CONFIG), true, path -> TextFile.write(path, resolved.json()));
    }

    private TrainingResult train(Trainer trainer, Progress progress) throws IOException {
        TrainMeter meter = new TrainMeter(settings, trainer, progress);
        try {
            return StoppableWork.run(() -> trainer.run(meter), trainer::stop);
        } finally {
            progress.finish();
        }
    }
}
