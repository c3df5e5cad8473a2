// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.TrainingListener;

/**
 * Writes some seconds of what a run has learned, now and then: by the best weights so far, at most
 * so often as was asked for, spread over the run. Training does not feel it.
 */
final class TrainPreviews implements TrainingListener {

    private static final double SECONDS = 5;

    private static final String NAME = "preview-";
    private static final String EXTENSION = ".wav";

    /** Where neither steps nor time end a run. */
    private static final long STEPS_BETWEEN = 200;

    private final Path folder;
    private final TrainSettings settings;
    private final String sound;
    private long lastStep = Long.MAX_VALUE;
    private double seconds;
    private int written;
    private FileFailure failure;

    /**
     * @param folder of the run
     * @param sound that is heard; null where there are none to choose from
     */
    TrainPreviews(Path folder, TrainSettings settings, String sound) {
        this.folder = folder;
        this.settings = settings;
        this.sound = sound;
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
        return file.getFileName().toString().matches(NAME + "\\d+" + EXTENSION);
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
        if (best >= 0 && settings.previews() > 0 && !Files.exists(file(best))) {
            write(best);
        }
    }

    /** Why the last one could not be written; null: it could. */
    FileFailure failure() {
        return failure;
    }

    private Path file(long step) {
        return folder.resolve(NAME + step + EXTENSION);
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
        GenerateJob.Settings how =
                GenerateJob.Settings.DEFAULTS
                        .seconds(SECONDS)
                        .seed(settings.seed())
                        .conditions(sound == null ? List.of() : List.of(sound))
                        .compute(ComputeSettings.of("cpu", "fp32", settings.threads()))
                        .forced();
        try {
            new GenerateJob(new RunFolder(folder).best(), how)
                    .run(List.of(file(step)), Progress.NONE);
        } catch (IOException e) {
            failure = new FileFailure(file(step), e);
        }
        written++;
    }
}
