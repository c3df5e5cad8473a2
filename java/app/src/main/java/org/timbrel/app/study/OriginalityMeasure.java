// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.timbrel.app.SoundFile;
import org.timbrel.audio.metrics.CopyCheck;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.originality.LongestMatch;
import org.timbrel.music.originality.NearestPiece;
import org.timbrel.music.originality.NoteWords;
import org.timbrel.music.score.Score;

/**
 * Looks for the training part in what checkpoints make: note by note where there are notes, and in
 * the sound. Copies in other keys are not looked through: words of notes are alike in every key.
 */
final class OriginalityMeasure {

    private final StudySpec spec;
    private final StudyFolder folder;
    private final List<StudyPiece> judged;
    private final List<StudyPiece> training;
    private List<int[]> words;
    private List<Score> scores;
    private CopyCheck.Reference sounds;

    OriginalityMeasure(
            StudySpec spec, StudyPieces pieces, StudyFolder folder, List<StudyPiece> judged) {
        this.spec = spec;
        this.folder = folder;
        this.judged = List.copyOf(judged);
        training =
                pieces.of(StudyPiece.TRAINING).stream()
                        .filter(piece -> piece.transposed() == 0)
                        .toList();
    }

    /**
     * Of the notes of every sample that is there.
     *
     * @param midi where they are
     */
    List<Originality.OfPiece> notes(Function<StudyPiece, Path> midi) throws IOException {
        read();
        List<Originality.OfPiece> each = new ArrayList<>();
        for (StudyPiece piece : judged) {
            Path file = midi.apply(piece);
            if (!Files.exists(file)) {
                continue;
            }
            Score fresh = StretchOfPiece.of(piece, spec).ofScore(file);
            LongestMatch match = LongestMatch.of(NoteWords.of(fresh), words);
            double nearest =
                    fresh.noteCount() == 0 ? Double.NaN : NearestPiece.of(fresh, scores).distance();
            each.add(
                    new Originality.OfPiece(
                            piece.name(),
                            fresh.noteCount(),
                            match.length(),
                            match.source() < 0 ? "" : training.get(match.source()).name(),
                            nearest));
        }
        return each;
    }

    /**
     * How much of the samples' sound is found in the training part's.
     *
     * @param sound where they are
     * @return null where there are none
     */
    CopyCheck sound(Function<StudyPiece, Path> sound) throws IOException {
        if (sounds == null) {
            List<LogMel> all = new ArrayList<>();
            for (StudyPiece piece : training) {
                all.add(LogMel.of(SoundFile.read(piece.sound(folder))));
            }
            sounds = CopyCheck.reference(all);
        }
        List<LogMel> others = new ArrayList<>();
        for (StudyPiece piece : judged) {
            Path file = sound.apply(piece);
            if (Files.exists(file)) {
                var clip = StretchOfPiece.of(piece, spec).of(file);
                if (clip.samples().length > 0) {
                    others.add(LogMel.of(clip));
                }
            }
        }
        return others.isEmpty() ? null : CopyCheck.of(sounds, others);
    }

    private void read() throws IOException {
        if (words == null) {
            words = new ArrayList<>();
            scores = new ArrayList<>();
            for (StudyPiece piece : training) {
                Score score = MidiReader.read(piece.midi(folder));
                scores.add(score);
                words.add(NoteWords.of(score));
            }
        }
    }
}
