// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.measures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.timbrel.music.augment.Augment;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.RandomScore;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

final class ScoreMeasuresTest {

    /** Of sums of some hundred shares. */
    private static final double EXACT = 1e-12;

    /** C for two beats, E over its second half, two empty beats, then G for one; at 60. */
    private static final Score PIECE =
            new Score(
                    100,
                    List.of(
                            Track.of(
                                    List.of(
                                            new Note(0, 200, 60, 80),
                                            new Note(100, 100, 64, 80),
                                            new Note(400, 100, 67, 80)))),
                    List.of(new Tempo(0, 1_000_000)),
                    List.of());

    @Test
    void ofAWholePiece() {
        ScoreMeasures measures = ScoreMeasures.of(PIECE);
        assertEquals(3, measures.notes());
        assertEquals(3 / 5.0, measures.notesPerBeat(), EXACT);
        assertEquals(3 / 5.0, measures.notesPerSecond(), EXACT);
        assertEquals(
                List.of(0.5, 0.0, 0.0, 0.0, 0.25, 0.0, 0.0, 0.25, 0.0, 0.0, 0.0, 0.0),
                measures.pitchClasses());
        // Four beats of notes over three at which any sounds.
        assertEquals(4 / 3.0, measures.polyphony(), EXACT);
        assertEquals(1, measures.scaleConsistency(), EXACT);
        assertEquals(2 / 5.0, measures.emptyBeatRate(), EXACT);
    }

    @Test
    void ofAWindow() {
        ScoreMeasures measures = ScoreMeasures.of(PIECE, 150, 350);
        assertEquals(0, measures.notes());
        assertEquals(2, measures.polyphony(), EXACT);
        assertEquals(0.5, measures.pitchClasses().get(0), EXACT);
        assertEquals(1 / 2.0, measures.emptyBeatRate(), EXACT);
        assertThrows(IllegalArgumentException.class, () -> ScoreMeasures.of(PIECE, 2, 1));
    }

    @Test
    void ofNothing() {
        ScoreMeasures measures = ScoreMeasures.of(new Score(480, List.of(), List.of(), List.of()));
        assertEquals(0, measures.notesPerBeat());
        assertEquals(0, measures.notesPerSecond());
        assertEquals(Collections.nCopies(12, 0.0), measures.pitchClasses());
        assertTrue(Double.isNaN(measures.polyphony()));
        assertTrue(Double.isNaN(measures.scaleConsistency()));
        assertTrue(Double.isNaN(measures.emptyBeatRate()));
    }

    @Test
    void chromaticNotesLieInAScaleBySevenTwelfths() {
        List<Note> notes =
                IntStream.range(0, 12).mapToObj(i -> new Note(i, 1, 60 + i, 80)).toList();
        Score chromatic = new Score(1, List.of(Track.of(notes)), List.of(), List.of());
        assertEquals(7 / 12.0, ScoreMeasures.of(chromatic).scaleConsistency(), EXACT);
    }

    @Test
    void percussionHasNoPitch() {
        Track drums = new Track("", 0, true, List.of(new Note(0, 100, 36, 80)), List.of());
        ScoreMeasures measures =
                ScoreMeasures.of(new Score(100, List.of(drums), List.of(), List.of()));
        assertEquals(1, measures.notesPerBeat(), EXACT);
        assertEquals(0, measures.emptyBeatRate(), EXACT);
        assertTrue(Double.isNaN(measures.polyphony()));
    }

    @Test
    void transposingTurnsTheHistogramAndStretchingChangesSecondsOnly() {
        for (long seed = 0; seed < 60; seed++) {
            Score score = RandomScore.of(seed);
            int[] allowed = Augment.transpositions(score, 5, 0, 127);
            int semitones = allowed[allowed.length - 1];
            ScoreMeasures before = ScoreMeasures.of(score);
            ScoreMeasures higher = ScoreMeasures.of(Augment.transpose(score, semitones));
            for (int i = 0; i < 12; i++) {
                assertEquals(
                        before.pitchClasses().get(i),
                        higher.pitchClasses().get((i + semitones) % 12),
                        EXACT);
            }
            assertEquals(before.polyphony(), higher.polyphony(), EXACT);
            assertEquals(before.scaleConsistency(), higher.scaleConsistency(), EXACT);
            ScoreMeasures slower = ScoreMeasures.of(Augment.stretch(score, 2));
            assertEquals(before.notesPerBeat(), slower.notesPerBeat(), EXACT);
            assertEquals(before.notesPerSecond(), 2 * slower.notesPerSecond(), 1e-9);
        }
    }
}
