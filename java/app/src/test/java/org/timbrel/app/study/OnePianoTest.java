// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

class OnePianoTest {

    @Test
    void keepsWhatOnePianoCanPlay() {
        Score band =
                new Score(
                        480,
                        List.of(
                                new Track(
                                        "flute",
                                        73,
                                        false,
                                        List.of(
                                                new Note(0, 480, 72, 90),
                                                new Note(240, 480, 72, 80),
                                                new Note(960, 100, 110, 80)),
                                        List.of()),
                                new Track(
                                        "strings",
                                        48,
                                        false,
                                        List.of(
                                                new Note(0, 960, 60, 70),
                                                new Note(240, 600, 72, 60)),
                                        List.of()),
                                new Track(
                                        "drums",
                                        0,
                                        true,
                                        List.of(new Note(0, 10, 36, 100)),
                                        List.of())),
                        List.of(),
                        List.of());
        Score piano = OnePiano.of(band);
        assertEquals(1, piano.tracks().size());
        // The first C ends where it is struck again, by two at once, of which the longer stays;
        // 110 is above a piano's highest key.
        assertEquals(
                List.of(
                        new Note(0, 960, 60, 70),
                        new Note(0, 240, 72, 90),
                        new Note(240, 600, 72, 60)),
                piano.tracks().get(0).notes());
    }
}
