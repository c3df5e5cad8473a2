// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.timbrel.app.Progress;
import org.timbrel.app.TrainJob;
import org.timbrel.app.TrainSettings;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.TrainingListener;
import org.timbrel.nn.train.TrainingResult;

/** Trains one seed of an arm in its run folder, and keeps checkpoints on the way. */
final class ArmTraining {

    private final StudyFolder study;
    private final Path folder;
    private final TrainSettings settings;
    private final List<Long> snapshots;

    /**
     * @param folder of the run
     * @param settings of the run
     * @param snapshots steps behind which the checkpoint is kept
     */
    ArmTraining(StudyFolder study, Path folder, TrainSettings settings, List<Long> snapshots) {
        this.study = study;
        this.folder = folder;
        this.settings = settings;
        this.snapshots = List.copyOf(snapshots);
    }

    /** Whether it is done. */
    static boolean isDone(Path folder) {
        return Files.exists(new RunFolder(folder).result());
    }

    /** The checkpoint behind a step, where it was kept. */
    static Path snapshot(Path folder, long step) {
        return folder.resolve("snapshots").resolve("step-%d.safetensors".formatted(step));
    }

    /**
     * Trains, or goes on, until the run ends.
     *
     * @throws StudyInterruptedException if the calling thread was interrupted
     */
    void run(Progress progress) throws IOException {
        RunFolder run = new RunFolder(folder);
        boolean resume = run.isResumable();
        if (resume) {
            // The end may have come between a checkpoint and its copy.
            keep(run, Checkpoint.read(run.last()).position().step());
        }
        TrainJob job =
                new TrainJob(
                        folder,
                        settings,
                        resume ? TrainJob.Begin.RESUME : TrainJob.Begin.NEW,
                        new TrainingListener() {
                            @Override
                            public void saved(long step) {
                                try {
                                    keep(run, step);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }
                        });
        TrainingResult result;
        try {
            result = job.run(progress).result();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (result.end() == TrainingResult.End.INTERRUPTED) {
            throw new StudyInterruptedException(study);
        }
    }

    private void keep(RunFolder run, long step) throws IOException {
        if (!snapshots.contains(step)) {
            return;
        }
        Path kept = snapshot(folder, step);
        Files.createDirectories(kept.getParent());
        Path copy = kept.resolveSibling("." + kept.getFileName() + ".tmp");
        Files.copy(run.last(), copy, StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, kept, StandardCopyOption.ATOMIC_MOVE);
    }
}
