// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.SequenceDataset;
import org.timbrel.nn.train.Trainer;
import org.timbrel.nn.train.TrainingListener;
import org.timbrel.nn.train.TrainingResult;

/**
 * Trains a network on sounds or on pieces of music, in a run folder that can be interrupted and
 * resumed.
 */
public final class TrainJob {

    private static final String CONFIG = "config.json";

    private final Path folder;
    private final TrainSettings settings;
    private final Begin begin;
    private final TrainingListener listener;

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
     * @param lossByFrequency what knowing a texture's clusters by their frequency alone would lose
     *     on the validation part; NaN where there are none
     * @param unusable files that were left out, each with the reason
     * @param unheard previews that could not be made, likewise
     */
    public record Trained(
            Path folder,
            TrainingResult result,
            double lossByFrequency,
            List<FileFailure> unusable,
            List<FileFailure> unheard) {
        public Trained {
            unusable = List.copyOf(unusable);
            unheard = List.copyOf(unheard);
        }
    }

    /**
     * @param folder of the run; made if it is not there
     * @param settings on resuming, the same but for what ends the run
     */
    public TrainJob(Path folder, TrainSettings settings, Begin begin) {
        this(folder, settings, begin, TrainingListener.NONE);
    }

    /**
     * The same.
     *
     * @param listener hears of every step beside the progress, on the thread that trains
     */
    public TrainJob(Path folder, TrainSettings settings, Begin begin, TrainingListener listener) {
        this.listener = listener;
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
     * What a run will learn from, and the network that will.
     *
     * @param unusable files that will be left out, each with the reason
     */
    public record Plan(SequenceDataset sequences, NetworkSpec network, List<FileFailure> unusable) {
        public Plan {
            unusable = List.copyOf(unusable);
        }
    }

    /**
     * Reads what settings name, without training.
     *
     * @throws IOException if data cannot be read
     */
    public static Plan plan(TrainSettings settings) throws IOException {
        RunData data = data(settings, Progress.NONE);
        return new Plan(data.sequences(), data.network(settings), data.failed());
    }

    private static RunData data(TrainSettings settings, Progress progress) throws IOException {
        return settings.learnsMusic()
                ? MusicData.load(settings, progress)
                : TrainingData.load(settings, progress);
    }

    /**
     * Trains until the run ends, or until the calling thread is interrupted: then the step at hand
     * is finished and everything saved.
     *
     * @throws IOException if data cannot be read, or the folder not be written; the last checkpoint
     *     is as it was
     */
    public Trained run(Progress progress) throws IOException {
        return run(progress, note -> {});
    }

    /**
     * The same.
     *
     * @param notes hears, a line each and before training begins, what of the sounds will not be
     *     learned
     */
    public Trained run(Progress progress, Consumer<String> notes) throws IOException {
        RunFolder run = new RunFolder(folder);
        if (begin == Begin.NEW && run.isResumable()) {
            throw new IOException(
                    folder + ": holds a run; --resume goes on with it, --force begins anew");
        }
        if (begin == Begin.ANEW && settings.from() != null && isInRun(Path.of(settings.from()))) {
            throw new IOException(
                    settings.from() + ": --force would delete it; give the run another folder");
        }
        try (Device device = settings.compute().open()) {
            device.requireTraining();
            RunData data = data(settings, progress);
            if (Thread.interrupted()) {
                throw new IOException("interrupted before training began");
            }
            data.notes().forEach(notes);
            return train(device, data, progress);
        }
    }

    private boolean isInRun(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return folder.toAbsolutePath().normalize().equals(parent);
    }

    private Trained train(Device device, RunData data, Progress progress) throws IOException {
        List<FileFailure> unusable = new ArrayList<>(data.failed());
        data.sequences().unusable().stream()
                .distinct()
                .forEach(
                        file ->
                                unusable.add(
                                        new FileFailure(
                                                Path.of(file.name()),
                                                new IOException(file.reason()))));
        List<FileFailure> unheard = new ArrayList<>();
        try (Trainer trainer = open(device, data)) {
            write(device, data);
            TrainPreviews previews = previews(trainer, data.heard(), unheard);
            TrainingResult result =
                    train(trainer, previews, () -> data.finish(device, settings, folder), progress);
            return new Trained(folder, result, trainer.lossByFrequency(), unusable, unheard);
        }
    }

    private Trainer open(Device device, RunData data) throws IOException {
        if (begin == Begin.RESUME) {
            return data.resume(device, settings, folder);
        }
        // Where the new run is refused, the old one is as it was: it goes when this is past.
        RunFolder run = new RunFolder(folder, begin == Begin.ANEW);
        Trainer trainer = data.begin(device, settings, run);
        try {
            if (begin == Begin.ANEW) {
                TrainPreviews.clear(folder);
            }
            return trainer;
        } catch (IOException e) {
            trainer.close();
            throw e;
        }
    }

    private void write(Device device, RunData data) throws IOException {
        TrainSettings resolved = data.resolved(settings, device.name());
        OutputFile.write(
                folder.resolve(CONFIG), true, path -> TextFile.write(path, resolved.json()));
    }

    private TrainPreviews previews(Trainer trainer, String heard, List<FileFailure> unheard)
            throws IOException {
        TrainPreviews previews = new TrainPreviews(folder, settings, heard, unheard::add);
        previews.resume(trainer.position().bestStep());
        return previews;
    }

    /** What comes between the last step and the last preview. */
    private interface Ending {
        void run() throws IOException;
    }

    private TrainingResult train(
            Trainer trainer, TrainPreviews previews, Ending ending, Progress progress)
            throws IOException {
        TrainMeter meter = new TrainMeter(settings, trainer, progress, previews, listener);
        try {
            TrainingResult result = StoppableWork.run(() -> trainer.run(meter), trainer::stop);
            if (result.end() != TrainingResult.End.INTERRUPTED) {
                ending.run();
                previews.finish(result.bestStep());
            }
            return result;
        } finally {
            progress.finish();
        }
    }
}
