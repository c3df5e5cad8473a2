// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.app.OutputFile;
import org.timbrel.app.Progress;
import org.timbrel.app.RenderJob;
import org.timbrel.app.ScoreRenderJob;
import org.timbrel.app.VocoderRequest;
import org.timbrel.app.music.MusicCode;
import org.timbrel.app.music.PieceFrames;
import org.timbrel.app.music.PieceSplit;
import org.timbrel.app.music.TrainingPiece;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;

/**
 * What a representation loses without a model: test pieces said in it and played, or rendered, from
 * what was said. What an arm's samples lose beyond that is the model's.
 */
final class Ceilings {

    private final Arm arm;
    private final StudySpec spec;
    private final StudyPieces pieces;
    private final StudyFolder folder;
    private final MusicCode code;

    /**
     * @throws IOException if a training piece cannot be read: they decide the vocabulary
     */
    Ceilings(Arm arm, StudySpec spec, StudyPieces pieces, StudyFolder folder) throws IOException {
        this.arm = arm;
        this.spec = spec;
        this.pieces = pieces;
        this.folder = folder;
        code = arm.isSound() ? null : code();
    }

    private MusicCode code() throws IOException {
        List<TrainingPiece> training = new ArrayList<>();
        for (StudyPiece piece : pieces.of(StudyPiece.TRAINING)) {
            training.add(new TrainingPiece(piece.name(), "", MidiReader.read(piece.midi(folder))));
        }
        return new PieceFrames(
                        new PieceSplit(training, List.of(), List.of()),
                        arm.representation(),
                        arm.settings(spec, pieces.data(arm, folder), spec.seed()).music())
                .model()
                .code();
    }

    /** Where they are. */
    static Path folder(StudyFolder study, Arm arm) {
        return study.ceilings().resolve(arm.name());
    }

    /**
     * Makes one, where it is not there already.
     *
     * @return whether the piece can be said at all
     * @throws IOException if it cannot be made or written
     */
    boolean make(StudyPiece piece) throws IOException {
        Path sound = PrimedSamples.sound(folder(folder, arm), piece);
        if (Files.exists(sound)) {
            return true;
        }
        if (arm.isSound()) {
            VocoderRequest vocoder = new VocoderRequest(spec.vocoderType(), null, skipped -> {});
            new RenderJob(vocoder, spec.seed(), true)
                    .run(piece.features(folder), sound, Progress.NONE);
            return true;
        }
        Path midi = PrimedSamples.midi(folder(folder, arm), piece);
        Score score = MidiReader.read(piece.midi(folder));
        float[] frames;
        try {
            frames = code.encode(score);
        } catch (IllegalArgumentException e) {
            return false; // The arm's plan lists it, with the reason.
        }
        Score again = inTempo(code.decode(frames), score);
        OutputFile.write(midi, true, path -> MidiWriter.write(again, path));
        Path font = spec.soundfont() == null ? null : Path.of(spec.soundfont());
        new ScoreRenderJob(font, spec.sampleRateHz(), PiecePreparation.TAIL_SECONDS, true)
                .run(midi, sound, Progress.NONE);
        return true;
    }

    /** Tokens of beats say no tempo: samples get their primer's, and this gets its piece's. */
    private Score inTempo(Score decoded, Score piece) {
        if (code.timeline() != MusicCode.Timeline.QUARTERS) {
            return decoded;
        }
        List<Tempo> tempos =
                piece.tempos().stream()
                        .map(
                                tempo ->
                                        new Tempo(
                                                Math.round(
                                                        (double) tempo.tick()
                                                                * decoded.ticksPerQuarter()
                                                                / piece.ticksPerQuarter()),
                                                tempo.microsPerQuarter()))
                        .toList();
        return new Score(decoded.ticksPerQuarter(), decoded.tracks(), tempos, decoded.metres());
    }
}
