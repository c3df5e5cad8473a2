// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.app.FileTasks;
import org.timbrel.app.InputException;
import org.timbrel.app.JobReport;
import org.timbrel.app.OutputFile;
import org.timbrel.app.Progress;
import org.timbrel.app.ScoreRenderJob;
import org.timbrel.app.music.PieceSplit;
import org.timbrel.app.music.TrainingPiece;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.music.augment.Augment;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.roll.PianoRollSpec;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/**
 * Divides the pieces of a folder, makes copies of those that are trained on, plays every one with
 * the same synthesizer, and extracts the frames of its seconds.
 */
final class PiecePreparation {

    /** Of what rings on after a piece; it is heard, and no part of the likelihoods. */
    static final double TAIL_SECONDS = 1;

    /** One to train on, one to validate with, one to judge by. */
    private static final int LEAST_PIECES = 3;

    private final StudySpec spec;
    private final StudyFolder folder;
    private final int jobs;

    PiecePreparation(StudySpec spec, StudyFolder folder, int jobs) {
        this.spec = spec;
        this.folder = folder;
        this.jobs = jobs;
    }

    /** What is to be played and measured. */
    private record Planned(PieceReading.Read piece, String name, String part, int transposed) {}

    /**
     * Refuses pieces of which no study can be made.
     *
     * @throws InputException if they are too few, or too short
     */
    void require(Path input, PieceReading reading, List<PieceReading.Read> pieces)
            throws IOException {
        if (pieces.size() < LEAST_PIECES) {
            throw new InputException(
                    input,
                    new IOException(
                            "%d usable piece%s cannot be divided: %d are needed at least, to train on, to validate with and to judge by%s"
                                    .formatted(
                                            pieces.size(),
                                            pieces.size() == 1 ? "" : "s",
                                            LEAST_PIECES,
                                            reasons(reading))));
        }
        double needed = spec.primerSeconds() + StretchOfPiece.LEAST_SECONDS;
        boolean any =
                planned(pieces).stream()
                        .filter(plan -> plan.part().equals(StudyPiece.TEST))
                        .map(plan -> plan.piece().score())
                        .anyMatch(score -> new TempoMap(score).seconds(score.end()) >= needed);
        if (!any) {
            throw new InputException(
                    input,
                    new IOException(
                            "no piece of the test part lasts the %s s that primerSeconds %s and what comes behind it need: lower primerSeconds, or give longer pieces"
                                    .formatted(needed, spec.primerSeconds())));
        }
    }

    /**
     * Prepares pieces. What was prepared before is not made again.
     *
     * @throws IOException if a file cannot be written
     */
    StudyPieces run(
            Path input, PieceReading reading, List<PieceReading.Read> pieces, Progress progress)
            throws IOException {
        List<Planned> planned = planned(pieces);
        progress.start("prepare", planned.size(), () -> planned.size() + " pieces");
        JobReport<StudyPiece> report =
                FileTasks.run(
                        planned,
                        jobs,
                        plan -> input.resolve(plan.piece().source()),
                        plan -> {
                            StudyPiece done = prepared(plan);
                            progress.advance(1);
                            return done;
                        });
        progress.finish();
        return new StudyPieces(
                StudyTasks.done(folder, report),
                reading.leftOut(),
                spec.soundfont() == null ? "built-in" : "soundfont",
                spec.soundfont() == null ? null : Hashes.of(Path.of(spec.soundfont())));
    }

    private static String reasons(PieceReading reading) {
        if (reading.leftOut().isEmpty()) {
            return "";
        }
        StudyPieces.LeftOut first = reading.leftOut().get(0);
        return "; %d left out, %s: %s"
                .formatted(reading.leftOut().size(), first.source(), first.reason());
    }

    /** Divided first; what is derived from a piece is on its side. */
    private List<Planned> planned(List<PieceReading.Read> pieces) {
        List<TrainingPiece> whole =
                pieces.stream()
                        .map(piece -> new TrainingPiece(piece.name(), "", piece.score()))
                        .toList();
        PieceSplit split = PieceSplit.of(whole, spec.validPart(), spec.testPart(), spec.seed());
        List<Planned> planned = new ArrayList<>();
        PianoRollSpec piano = PianoRollSpec.DEFAULT;
        for (PieceReading.Read piece : in(split.training(), pieces)) {
            int[] semitones =
                    Augment.transpositions(
                            piece.score(),
                            spec.transpose(),
                            piano.lowKey(),
                            piano.lowKey() + piano.keys() - 1);
            for (int up : semitones) {
                String name = up == 0 ? piece.name() : "%s%+d".formatted(piece.name(), up);
                planned.add(new Planned(piece, name, StudyPiece.TRAINING, up));
            }
        }
        in(split.validation(), pieces)
                .forEach(p -> planned.add(new Planned(p, p.name(), StudyPiece.VALIDATION, 0)));
        in(split.test(), pieces)
                .forEach(p -> planned.add(new Planned(p, p.name(), StudyPiece.TEST, 0)));
        return planned;
    }

    /** The pieces of a part by the order of their names. */
    private static List<PieceReading.Read> in(
            List<TrainingPiece> part, List<PieceReading.Read> pieces) {
        List<String> names = part.stream().map(TrainingPiece::name).toList();
        return pieces.stream().filter(piece -> names.contains(piece.name())).toList();
    }

    private StudyPiece prepared(Planned plan) throws IOException {
        StudyPiece named = piece(plan, 0, 0, 0, 0, "", "");
        Path midi = named.midi(folder);
        if (!Files.exists(midi)) {
            Score score = Augment.transpose(plan.piece().score(), plan.transposed());
            OutputFile.write(midi, true, path -> MidiWriter.write(score, path));
        }
        // What was written is what counts: all arms read it, and nothing else.
        Score score = MidiReader.read(midi);
        double seconds = new TempoMap(score).seconds(score.end());
        Path sound = named.sound(folder);
        if (!Files.exists(sound)) {
            Path font = spec.soundfont() == null ? null : Path.of(spec.soundfont());
            new ScoreRenderJob(font, spec.sampleRateHz(), TAIL_SECONDS, true)
                    .run(midi, sound, Progress.NONE);
        }
        Path features = named.features(folder);
        int frames = frames(seconds);
        if (!Files.exists(features)) {
            Features cut = cut(sound, frames);
            OutputFile.write(features, true, path -> FeatureFile.write(path, cut));
        }
        return piece(
                plan,
                score.noteCount(),
                seconds,
                (double) score.end() / score.ticksPerQuarter(),
                frames,
                Hashes.of(midi),
                Hashes.of(sound));
    }

    private static StudyPiece piece(
            Planned plan,
            int notes,
            double seconds,
            double quarters,
            int frames,
            String midiSha256,
            String soundSha256) {
        return new StudyPiece(
                plan.name(),
                plan.part(),
                plan.piece().source(),
                plan.piece().sha256(),
                plan.transposed(),
                notes,
                plan.piece().leftOut(),
                seconds,
                quarters,
                frames,
                midiSha256,
                soundSha256);
    }

    private int frames(double seconds) {
        return (int) Math.floor(seconds * spec.features().framesPerSecond());
    }

    private Features cut(Path sound, int frames) throws IOException {
        FeatureSpec features = spec.features();
        try (SampleReader reader = AudioFiles.open(sound, features.sampleRateHz())) {
            Features all = new FeatureExtractor(features).extract(reader);
            return new Features(
                    features,
                    rows(all.vectors(), frames),
                    rows(all.mel(), frames),
                    rows(all.extras(), frames));
        }
    }

    private static FrameMatrix rows(FrameMatrix all, int frames) {
        return new FrameMatrix(
                Arrays.copyOf(all.values(), frames * all.dims()), frames, all.dims());
    }
}
