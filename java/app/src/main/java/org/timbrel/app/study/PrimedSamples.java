// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.FileFailure;
import org.timbrel.app.FrameCurves;
import org.timbrel.app.GenerateJob;
import org.timbrel.app.InputException;
import org.timbrel.app.JobReport;
import org.timbrel.app.MusicGenerateJob;
import org.timbrel.app.Progress;
import org.timbrel.app.ScoreRenderJob;
import org.timbrel.app.VocoderRequest;
import org.timbrel.nn.model.Sampling;

/**
 * Goes on from the primers with a checkpoint: of every arm the same seconds of the same pieces, and
 * as many new ones. What is written holds the primer, then what is new.
 */
final class PrimedSamples {

    private final Arm arm;
    private final StudySpec spec;
    private final StudyFolder folder;
    private final ComputeSettings compute;

    PrimedSamples(Arm arm, StudySpec spec, StudyFolder folder, ComputeSettings compute) {
        this.arm = arm;
        this.spec = spec;
        this.folder = folder;
        this.compute = compute;
    }

    /** Where a sample's sound is. */
    static Path sound(Path samples, StudyPiece piece) {
        return samples.resolve(piece.name() + ".wav");
    }

    /** Where its notes are; not of the mfcc arm. */
    static Path midi(Path samples, StudyPiece piece) {
        return samples.resolve(piece.name() + ".mid");
    }

    /**
     * Makes a sample, where it is not there already.
     *
     * @param samples the folder of samples
     * @param index of the piece among those that are gone on from: no two draw the same numbers
     * @return whether it was made
     * @throws IOException if it cannot be made or written
     */
    boolean make(Path checkpoint, Path samples, StudyPiece piece, int index, long seed)
            throws IOException {
        Path sound = sound(samples, piece);
        if (Files.exists(sound)) {
            return false;
        }
        double seconds = StretchOfPiece.of(piece, spec).seconds();
        if (arm.isSound()) {
            makeSound(checkpoint, sound, piece, seconds, mixed(seed, index));
            return true;
        }
        Path midi = midi(samples, piece);
        if (!Files.exists(midi)) {
            makeMusic(checkpoint, midi, piece, seconds, mixed(seed, index));
        }
        Path font = spec.soundfont() == null ? null : Path.of(spec.soundfont());
        new ScoreRenderJob(font, spec.sampleRateHz(), PiecePreparation.TAIL_SECONDS, true)
                .run(midi, sound, Progress.NONE);
        return true;
    }

    private static long mixed(long seed, int index) {
        return seed * 1_000_003 + index;
    }

    private void makeMusic(Path checkpoint, Path midi, StudyPiece piece, double seconds, long seed)
            throws IOException {
        MusicGenerateJob.Settings settings =
                new MusicGenerateJob.Settings(
                        seconds,
                        0,
                        new GenerateJob.Primer(piece.midi(folder), spec.primerSeconds(), true),
                        Sampling.at((float) spec.temperature()),
                        List.of(),
                        seed,
                        compute,
                        true);
        require(new MusicGenerateJob(checkpoint, settings).run(List.of(midi), Progress.NONE));
    }

    private void makeSound(Path checkpoint, Path sound, StudyPiece piece, double seconds, long seed)
            throws IOException {
        GenerateJob.Settings settings =
                new GenerateJob.Settings(
                        seconds,
                        0,
                        new GenerateJob.Primer(piece.features(folder), spec.primerSeconds(), true),
                        spec.temperature(),
                        List.of(),
                        FrameCurves.NONE,
                        seed,
                        new VocoderRequest(spec.vocoderType(), null, skipped -> {}),
                        compute,
                        true);
        require(new GenerateJob(checkpoint, settings).run(List.of(sound), Progress.NONE));
    }

    private void require(JobReport<?> report) throws IOException {
        if (report.interrupted()) {
            throw new StudyInterruptedException(folder);
        }
        for (FileFailure failure : report.failed()) {
            if (failure.cause() instanceof IOException io) {
                throw io;
            }
            throw new InputException(failure.file(), new IOException(failure.cause()));
        }
    }
}
