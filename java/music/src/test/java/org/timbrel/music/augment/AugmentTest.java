// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.RandomScore;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

final class AugmentTest {

    private static final Track DRUMS =
            new Track("kit", 0, true, List.of(new Note(0, 10, 36, 90)), List.of());

    private static Score piece(int low, int high) {
        Track track = Track.of(List.of(new Note(0, 10, low, 80), new Note(5, 10, high, 80)));
        return new Score(
                10, List.of(track, DRUMS), List.of(Tempo.DEFAULT, new Tempo(8, 5)), List.of());
    }

    @Test
    void transposesAllButPercussion() {
        Score higher = Augment.transpose(piece(60, 64), 5);
        assertEquals(piece(65, 69), higher);
        assertEquals(DRUMS, higher.tracks().get(1));
        for (long seed = 0; seed < 20; seed++) {
            Score score = RandomScore.of(seed);
            for (int semitones : Augment.transpositions(score, 3, 0, 127)) {
                assertEquals(
                        score, Augment.transpose(Augment.transpose(score, semitones), -semitones));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> Augment.transpose(piece(60, 127), 1));
    }

    @Test
    void transposesOnlyAsFarAsTheKeysGo() {
        assertArrayEquals(
                new int[] {-1, 0, 1, 2}, Augment.transpositions(piece(22, 106), 6, 21, 108));
        assertArrayEquals(new int[] {-1, 0, 1}, Augment.transpositions(piece(60, 62), 1, 21, 108));
        // A key that is outside already only has to stay one of MIDI's.
        assertArrayEquals(new int[] {-2, -1, 0}, Augment.transpositions(piece(2, 108), 6, 21, 108));
    }

    @Test
    void stretchesTempos() {
        Score slower = Augment.stretch(piece(60, 64), 1.5);
        assertEquals(List.of(new Tempo(0, 750_000), new Tempo(8, 8)), slower.tempos());
        assertEquals(piece(60, 64).tracks(), slower.tracks());
        Score slowest =
                new Score(10, List.of(), List.of(new Tempo(0, Tempo.MAX_MICROS)), List.of());
        assertEquals(slowest, Augment.stretch(slowest, 2));
        assertThrows(IllegalArgumentException.class, () -> Augment.stretch(slowest, 0));
        assertThrows(IllegalArgumentException.class, () -> Augment.stretch(slowest, Double.NaN));
    }
}
