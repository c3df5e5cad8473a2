// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.timbrel.app.SoundFile;
import org.timbrel.app.music.ScoreSpan;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Score;

/**
 * The seconds of a test piece that are judged: what comes behind the primer, in the piece itself
 * and in everything that stands in its place.
 *
 * @param from second at which it begins
 * @param seconds of it
 */
record StretchOfPiece(double from, double seconds) {

    /** Less cannot be judged: neither a tempo nor a structure shows. */
    static final double LEAST_SECONDS = 2;

    /** As long as samples are, or until the piece ends. */
    static StretchOfPiece of(StudyPiece piece, StudySpec spec) {
        double left = piece.seconds() - spec.primerSeconds();
        return new StretchOfPiece(spec.primerSeconds(), Math.min(spec.sampleSeconds(), left));
    }

    /** The test pieces that are long enough to be gone on from, as many as are wanted. */
    static List<StudyPiece> judged(StudyPieces pieces, StudySpec spec) {
        return pieces.of(StudyPiece.TEST).stream()
                .filter(piece -> of(piece, spec).seconds() >= LEAST_SECONDS)
                .limit(spec.samplePieces() == 0 ? Long.MAX_VALUE : spec.samplePieces())
                .toList();
    }

    /** Of a sound; shorter, or empty, where the sound ends before. */
    AudioClip of(Path sound) throws IOException {
        AudioClip whole = SoundFile.read(sound);
        int rate = whole.sampleRateHz();
        int begin = (int) Math.min(whole.samples().length, Math.round(from * rate));
        int end = (int) Math.min(whole.samples().length, Math.round((from + seconds) * rate));
        return new AudioClip(Arrays.copyOfRange(whole.samples(), begin, end), rate);
    }

    /** Of a piece: the notes that begin in it, from its beginning on. */
    Score ofScore(Path midi) throws IOException {
        Score whole = MidiReader.read(midi);
        long begin = ScoreSpan.tick(whole, 0, from);
        long end = ScoreSpan.tick(whole, 0, from + seconds);
        if (begin >= whole.end()) {
            return new Score(whole.ticksPerQuarter(), List.of(), whole.tempos(), whole.metres());
        }
        return ScoreSpan.from(ScoreSpan.before(whole, end), begin);
    }
}
