// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.timbrel.app.OutputFile;
import org.timbrel.app.TextFile;

/**
 * The time that a study takes: what parts are thought to take, by measurements on two cores, and
 * what all of them took, resumed ones added up.
 */
final class StudyTimes {

    /** Floating-point operations a second of training; six a parameter and prediction. */
    private static final double TRAINING_RATE = 12e9;

    private static final double PREDICTION_RATE = 1.5e9;
    private static final double TRAINING_OVERHEAD = 2;

    /** Seconds of work a second of sound, on one core. */
    private static final double PLAYING = 0.03;

    private static final double PHASES = 0.04;
    private static final double REFINING = 0.2;
    private static final double MEASURING = 0.05;
    private static final double COPY_SECONDS = 2;
    private static final double REPORT_SECONDS = 6;

    /** What is kept. */
    record Taken(double seconds) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final double before;
    private final long begunNanos = System.nanoTime();

    private StudyTimes(Path file, double before) {
        this.file = file;
        this.before = before;
    }

    /** Goes on with what was taken before. */
    static StudyTimes open(StudyFolder folder) throws IOException {
        Path file = folder.path().resolve("arms").resolve("times.json");
        double before =
                Files.exists(file)
                        ? JSON.readValue(Files.readAllBytes(file), Taken.class).seconds()
                        : 0;
        return new StudyTimes(file, before);
    }

    /** Seconds so far, kept: those of a run that is killed later are not lost. */
    double lap() throws IOException {
        double seconds = before + (System.nanoTime() - begunNanos) * 1e-9;
        String text = JSON.writeValueAsString(new Taken(seconds)) + "\n";
        OutputFile.write(file, true, path -> TextFile.write(path, text));
        return seconds;
    }

    /** Seconds of all that is not done yet. */
    double expected(StudyRun run) {
        double sum = REPORT_SECONDS;
        for (Arm arm : run.arms()) {
            if (!run.isCeilingDone(arm)) {
                sum += ceiling(run, arm);
            }
            for (long seed : run.spec().runSeeds()) {
                sum += run.isTrained(arm, seed) ? 0 : training(run, arm);
                sum += run.isPredicted(arm, seed) ? 0 : likelihood(run, arm);
                sum += run.isSampled(arm, seed) ? 0 : samples(run, arm);
                sum += run.isSearched(arm, seed) ? 0 : originality(run, arm, seed);
            }
        }
        return sum;
    }

    double report() {
        return REPORT_SECONDS;
    }

    double ceiling(StudyRun run, Arm arm) {
        return made(run, arm, run.spec().primerSeconds() + 3 * run.spec().sampleSeconds());
    }

    double training(StudyRun run, Arm arm) {
        ArmPlan plan = run.plan(arm);
        return TRAINING_OVERHEAD
                + 6.0 * plan.parameters() * plan.predictions() * plan.passes() / TRAINING_RATE;
    }

    double likelihood(StudyRun run, Arm arm) {
        ArmPlan plan = run.plan(arm);
        double seconds = run.pieces().seconds(StudyPiece.TEST);
        return 0.5
                + 2.0 * plan.parameters() * seconds / plan.secondsAPrediction() / PREDICTION_RATE;
    }

    double samples(StudyRun run, Arm arm) {
        return made(run, arm, run.spec().primerSeconds() + run.spec().sampleSeconds());
    }

    double originality(StudyRun run, Arm arm, long seed) {
        int snapshots = run.snapshots(arm, seed);
        return COPY_SECONDS + snapshots * (COPY_SECONDS + samples(run, arm));
    }

    /** Made, rendered and measured. */
    private static double made(StudyRun run, Arm arm, double seconds) {
        boolean refined = run.spec().vocoder().equals("griffin-lim");
        double rendering = arm.isSound() ? (refined ? REFINING : PHASES) : PLAYING;
        return run.judgedPieces() * seconds * (rendering + MEASURING) / Math.min(2, run.jobs());
    }
}
