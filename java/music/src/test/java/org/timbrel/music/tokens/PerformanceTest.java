// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

final class PerformanceTest {

    private static final PerformanceSpec PLAIN = PerformanceSpec.DEFAULT.withVelocities(0);

    /** Ticks of a millisecond. */
    private static Score piece(List<Pedal> pedals, Note... notes) {
        Track track = new Track("", 0, false, List.of(notes), pedals);
        return new Score(500, List.of(track), List.of(Tempo.DEFAULT), List.of());
    }

    private static String words(PerformanceSpec spec, Score score) {
        Tokenizer performance = spec.open();
        return Arrays.stream(performance.encode(score))
                .mapToObj(performance.names()::get)
                .collect(Collectors.joining(" "));
    }

    private static int[] tokens(Tokenizer performance, String words) {
        return Stream.of(words.split(" ", -1)).mapToInt(performance.names()::indexOf).toArray();
    }

    @Test
    void keysRiseAndNoteOffsComeFirst() {
        Score score =
                piece(
                        List.of(),
                        new Note(0, 100, 64, 80),
                        new Note(0, 100, 60, 80),
                        new Note(100, 2500, 60, 80));
        String words =
                "NoteOn_60 NoteOn_64 Shift_100ms NoteOff_60 NoteOff_64 NoteOn_60"
                        + " Shift_1000ms Shift_1000ms Shift_500ms NoteOff_60 End";
        assertEquals(words, words(PLAIN, score));
        Tokenizer performance = PLAIN.open();
        assertEquals(score, performance.decode(performance.encode(score)));
    }

    @Test
    void velocitiesAreSaidWhereTheyChange() {
        Score score =
                piece(
                        List.of(),
                        new Note(1000, 10, 60, 82),
                        new Note(1000, 10, 61, 2),
                        new Note(1010, 10, 62, 2));
        assertEquals(
                "Shift_1000ms NoteOn_60 Velocity_0 NoteOn_61 Shift_10ms NoteOff_60 NoteOff_61"
                        + " NoteOn_62 Shift_10ms NoteOff_62 End",
                words(PerformanceSpec.DEFAULT, score));
    }

    @Test
    void thePedalHoldsNotesUntilItIsUp() {
        List<Pedal> pedals =
                List.of(new Pedal(100, true), new Pedal(300, false), new Pedal(400, true));
        Score held =
                piece(
                        pedals,
                        // Ends as the pedal goes down; while it is down; while it is never up.
                        new Note(0, 100, 60, 80),
                        new Note(0, 200, 61, 80),
                        new Note(0, 450, 62, 80),
                        new Note(500, 100, 63, 80),
                        // Struck again while it is held.
                        new Note(250, 10, 61, 80));
        Tokenizer performance = PLAIN.open();
        Score heard = performance.decode(performance.encode(held));
        assertEquals(
                List.of(
                        new Note(0, 100, 60, 80),
                        new Note(0, 250, 61, 80),
                        new Note(0, 600, 62, 80),
                        new Note(250, 50, 61, 80),
                        new Note(500, 100, 63, 80)),
                heard.tracks().get(0).notes());
        assertTrue(heard.tracks().get(0).pedals().isEmpty());
    }

    @Test
    void hangingNotesEndWhereTheSequenceDoes() {
        Tokenizer performance = PLAIN.open();
        String words =
                "NoteOff_50 NoteOn_60 Shift_20ms NoteOn_60 NoteOn_64 Shift_30ms NoteOff_64 NoteOn_70";
        Score score = performance.decode(tokens(performance, words));
        assertEquals(
                List.of(
                        new Note(0, 20, 60, 80),
                        new Note(20, 30, 60, 80),
                        new Note(20, 30, 64, 80),
                        new Note(50, 10, 70, 80)),
                score.tracks().get(0).notes());
    }

    @Test
    void refusesWhatMayNotComeAndSaysWhere() {
        Tokenizer performance = PerformanceSpec.DEFAULT.open();
        for (String words :
                List.of(
                        "Velocity_3 Velocity_4",
                        "NoteOn_60 End",
                        "NoteOn_60 NoteOn_60",
                        "NoteOn_60 NoteOff_60",
                        "NoteOn_64 NoteOn_60",
                        "NoteOff_64 NoteOff_60",
                        "NoteOn_108 Velocity_3",
                        "Shift_20ms Shift_20ms",
                        "Shift_20ms End",
                        "Velocity_3 Shift_20ms")) {
            int[] tokens = tokens(performance, words);
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> performance.decode(tokens),
                            words);
            String[] two = words.split(" ", -1);
            assertEquals(
                    "token %d (the 1. from 0), %s, may not come after %s"
                            .formatted(tokens[1], two[1], two[0]),
                    refused.getMessage());
        }
    }

    @Test
    void theTableIsSmall() {
        Grammar grammar = PerformanceSpec.DEFAULT.open().grammar();
        assertTrue(4L * grammar.states() * grammar.tokens() < 1 << 20);
        assertEquals(0, PerformanceSpec.DEFAULT.open().endToken());
    }
}
