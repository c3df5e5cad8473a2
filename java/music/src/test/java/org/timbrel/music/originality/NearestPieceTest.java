// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.originality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.timbrel.music.augment.Augment;
import org.timbrel.music.compose.Composer;
import org.timbrel.music.compose.Corpus;
import org.timbrel.music.compose.PieceSpec;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;
import org.timbrel.music.tokens.PerformanceSpec;
import org.timbrel.music.tokens.RemiSpec;
import org.timbrel.music.tokens.TokenizerSpec;

final class NearestPieceTest {

    /** Of shares that are whole sixteenths. */
    private static final double EXACT = 1e-12;

    private static final List<Score> CORPUS = corpus();

    private static List<Score> corpus() {
        List<Score> scores = new ArrayList<>();
        for (PieceSpec spec : Corpus.pieces().values()) {
            scores.add(Composer.compose(spec));
        }
        return scores;
    }

    /** A note every 100 ms. */
    private static Score melody(int... pitches) {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < pitches.length; i++) {
            notes.add(new Note(100L * i, 100, pitches[i], 80));
        }
        return new Score(
                1000, List.of(Track.of(notes)), List.of(new Tempo(0, 1_000_000)), List.of());
    }

    private static int[] random(long seed, int notes) {
        return new SplittableRandom(seed).ints(notes, 40, 90).toArray();
    }

    @Test
    void aCopyIsAtNoDistanceInAnyKey() {
        for (int i = 0; i < CORPUS.size(); i += 7) {
            Score copy = Augment.transpose(CORPUS.get(i), 2);
            assertEquals(new NearestPiece(0, i), NearestPiece.of(copy, CORPUS));
        }
    }

    @Test
    void copiesAreKnownThroughEveryTokenizer() {
        for (int i = 0; i < CORPUS.size(); i += 5) {
            for (TokenizerSpec spec : List.of(RemiSpec.DEFAULT, PerformanceSpec.DEFAULT)) {
                Score copy = spec.open().decode(spec.open().encode(CORPUS.get(i)));
                // REMI without tempos plays at 120: no tempo changes what is found.
                assertEquals(new NearestPiece(0, i), NearestPiece.of(copy, CORPUS));
                assertArrayEquals(NoteWords.of(CORPUS.get(i)), NoteWords.of(copy));
            }
        }
    }

    @Test
    void halfOfEachStretchLeftIsHalfTheDistance() {
        int[] original = random(1, 16);
        int[] changed = original.clone();
        for (int i = 8; i < 16; i++) {
            // Each by another interval, none of which another note follows.
            changed[i] = original[i] % 2 == 0 ? 120 - i : 20 - i;
        }
        double distance = NearestPiece.of(melody(changed), List.of(melody(original))).distance();
        assertEquals(0.5, distance, EXACT);
    }

    @Test
    void otherPiecesAreFarther() {
        List<Score> others = CORPUS.subList(1, CORPUS.size());
        double apart = NearestPiece.of(CORPUS.get(0), others).distance();
        assertTrue(apart > 0.1 && apart < 0.9, "" + apart);
    }

    @Test
    void ofTooFewNotesOrNone() {
        Score empty = new Score(480, List.of(), List.of(), List.of());
        Score few = melody(random(2, 15));
        Score enough = melody(random(2, 16));
        for (Score piece : List.of(empty, few)) {
            NearestPiece none = NearestPiece.of(piece, List.of(enough));
            assertTrue(Double.isNaN(none.distance()));
            assertEquals(-1, none.source());
        }
        assertTrue(Double.isNaN(NearestPiece.of(enough, List.of()).distance()));
        assertEquals(new NearestPiece(1, 0), NearestPiece.of(enough, List.of(empty)));
        assertEquals(new NearestPiece(0, 0), NearestPiece.of(enough, List.of(enough)));
        assertEquals(0, NoteWords.of(empty).length);
        assertEquals(0, NoteWords.of(melody(60)).length);
    }

    @Test
    void wordsAreIntervalsAndWhetherNotesBeginTogether() {
        // A chord that is played 30 ms apart, from the top; then a step down.
        List<Note> notes =
                List.of(
                        new Note(0, 500, 67, 80),
                        new Note(10, 500, 64, 80),
                        new Note(30, 500, 60, 80),
                        new Note(500, 500, 59, 80));
        Track drums = new Track("", 0, true, List.of(new Note(0, 10, 35, 80)), List.of());
        Score score =
                new Score(
                        1000,
                        List.of(Track.of(notes), drums),
                        List.of(new Tempo(0, 1_000_000)),
                        List.of());
        assertArrayEquals(new int[] {9, 7, -16}, NoteWords.of(score));
        assertArrayEquals(NoteWords.of(score), NoteWords.of(Augment.transpose(score, 5)));
    }
}
