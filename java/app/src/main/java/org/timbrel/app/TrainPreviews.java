// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.TrainingListener;

/**
 * Writes some seconds of what a run has learned, now and then: by the best weights so far, at most
 * so often as was asked for, spread over the run. Training does not feel it, nor that one fails.
 */
final class TrainPreviews implements TrainingListener {

    private static final double SECONDS = 5;
    private static final double MUSIC_SECONDS = 30;

    private static final String NAME = "preview-";
    private static final String SOUND = ".wav";
    private static final String MUSIC = ".mid";

    /** Where neither steps nor time end a run. */
    private static final long STEPS_BETWEEN = 200;

    private final Path folder;
    private final TrainSettings settings;
    private final String sound;
    private final Consumer<FileFailure> failed;
    private long lastStep = Long.MAX_VALUE;
    private double seconds;
    private int written;

    /**
     * @param folder of the run
     * @param sound that is heard; null where there are none to choose from
     * @param failed hears of every one that could not be made; training goes on
     */
    TrainPreviews(Path folder, TrainSettings settings, String sound, Consumer<FileFailure> failed) {
        this.folder = folder;
        this.settings = settings;
        this.sound = sound;
        this.failed = failed;
    }

    /** Deletes those of an earlier run. */
    static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(TrainPreviews::isPreview).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isPreview(Path file) {
        return file.getFileName().toString().matches(NAME + "\\d+(" + SOUND + "|" + MUSIC + ")");
    }

    /** Goes on with those of a run that was interrupted. */
    void resume(long best) throws IOException {
        if (best >= 0) {
            try (Stream<Path> files = Files.list(folder)) {
                written = (int) files.filter(TrainPreviews::isPreview).count();
            }
        }
    }

    @Override
    public void stepped(Step step) {
        lastStep = step.lastStep();
        seconds = step.seconds();
    }

    @Override
    public void validated(long step, double loss, boolean best) {
        // The last one is kept for the best of all.
        if (best
                && written + 1 < settings.previews()
                && share(step) >= (written + 1.0) / settings.previews()) {
            write(step);
        }
    }

    /** The best of all, once training is over. */
    void finish(long best) {
        if (best >= 0 && settings.previews() > 0 && !Files.isRegularFile(file(best))) {
            write(best);
        }
    }

    private Path file(long step) {
        return folder.resolve(NAME + step + (settings.learnsMusic() ? MUSIC : SOUND));
    }

    /** How much of the run is over. */
    private double share(long step) {
        if (lastStep != Long.MAX_VALUE) {
            return (double) step / lastStep;
        }
        return settings.maxSeconds() > 0
                ? seconds / settings.maxSeconds()
                : (double) step / STEPS_BETWEEN / settings.previews();
    }

    private void write(long step) {
        written++;
        try {
            if (settings.learnsMusic()) {
                compose(file(step));
            } else {
                render(file(step));
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Nothing of what is heard on the way is worth the run.
            failed.accept(new FileFailure(file(step), e));
        }
    }

    private ComputeSettings compute() {
        return ComputeSettings.of("cpu", "fp32", settings.threads());
    }

    private void render(Path file) throws IOException {
        GenerateJob.Settings how =
                GenerateJob.Settings.DEFAULTS
                        .seconds(SECONDS)
                        .seed(settings.seed())
                        .conditions(sound == null ? List.of() : List.of(sound))
                        .compute(compute())
                        .forced();
        new GenerateJob(new RunFolder(folder).best(), how)
                .run(List.of(file), Progress.NONE)
                .failed()
                .forEach(failed);
    }

    private void compose(Path file) throws IOException {
        MusicGenerateJob.Settings how =
                MusicGenerateJob.Settings.DEFAULTS
                        .seconds(MUSIC_SECONDS)
                        .seed(settings.seed())
                        .compute(compute())
                        .forced();
        new MusicGenerateJob(new RunFolder(folder).best(), how)
                .run(List.of(file), Progress.NONE)
                .failed()
                .forEach(failed);
    }
}
