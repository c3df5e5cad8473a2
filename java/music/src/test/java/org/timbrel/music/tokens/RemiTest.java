// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

final class RemiTest {

    private static final RemiSpec PLAIN = RemiSpec.DEFAULT.withVelocities(0);

    private static Score piece(List<Metre> metres, Note... notes) {
        return new Score(480, List.of(Track.of(List.of(notes))), List.of(), metres);
    }

    private static Note note(long onset, long duration, int pitch) {
        return new Note(onset, duration, pitch, 80);
    }

    private static String words(RemiSpec spec, Score score) {
        Tokenizer remi = spec.open();
        return Arrays.stream(remi.encode(score))
                .mapToObj(remi.names()::get)
                .collect(Collectors.joining(" "));
    }

    /** Says the words, and that they give the score back. */
    private static void assertWords(String words, Score score, RemiSpec spec) {
        assertEquals(words, words(spec, score));
        Tokenizer remi = spec.open();
        assertEquals(score, remi.decode(remi.encode(score)));
    }

    @Test
    void anEmptyScoreIsItsEnd() {
        assertWords("End", new Score(480, List.of(), List.of(), List.of()), PLAIN);
        Score silent = piece(List.of(new Metre(0, 3, 4)));
        assertEquals("End", words(PLAIN, silent));
    }

    @Test
    void aChordAndARepeatedNoteInThreeFour() {
        assertWords(
                "Bar Metre_3/4 Position_0 Pitch_60 Duration_8 Pitch_64 Duration_4"
                        + " Position_4 Pitch_64 Duration_4 Bar Position_23 Pitch_60 Duration_1 End",
                piece(
                        List.of(new Metre(0, 3, 4)),
                        note(0, 480, 60),
                        note(0, 240, 64),
                        note(240, 240, 64),
                        note(2820, 60, 60)),
                PLAIN);
    }

    @Test
    void velocitiesAreSaidBeforeDurations() {
        Score loud = piece(List.of(), new Note(0, 60, 60, 126), new Note(0, 60, 62, 2));
        assertWords(
                "Bar Metre_4/4 Position_0 Pitch_60 Velocity_31 Duration_1"
                        + " Pitch_62 Velocity_0 Duration_1 End",
                loud,
                RemiSpec.DEFAULT);
    }

    @Test
    void aPickupIsCutByTheMetreThatFollows() {
        Metre pickup = new Metre(0, 6, 8);
        Metre full = new Metre(240, 6, 8);
        assertWords(
                "Bar Metre_6/8 Position_0 Pitch_60 Duration_4"
                        + " Position_4 Metre_6/8 Position_0 Pitch_62 Duration_24"
                        + " Bar Position_0 Pitch_64 Duration_24 End",
                piece(
                        List.of(pickup, full),
                        note(0, 240, 60),
                        note(240, 1440, 62),
                        note(1680, 1440, 64)),
                PLAIN);
    }

    @Test
    void aMetreWithoutATokenIsSaidByOthers() {
        // 11/8 is 44 positions: bars of 6/4 (48), or whichever comes first, cut at 44.
        Score eleven = piece(List.of(new Metre(0, 11, 8)), note(0, 60, 60), note(2 * 2640, 60, 62));
        String words = words(PLAIN, eleven);
        assertEquals(
                "Bar Metre_12/8 Position_0 Pitch_60 Duration_1 Position_44 Metre_12/8"
                        + " Position_44 Metre_12/8 Position_0 Pitch_62 Duration_1 End",
                words);
        Tokenizer remi = PLAIN.open();
        Score back = remi.decode(remi.encode(eleven));
        assertEquals(eleven.tracks(), back.tracks());
        assertEquals(words, words(PLAIN, back));
    }

    @Test
    void aNoteOverThreeHundredBarsIsExact() {
        Score drone = piece(List.of(Metre.DEFAULT), note(60, 300 * 1920 + 120, 36));
        List<String> words = List.of(words(PLAIN, drone).split(" "));
        assertEquals(300, words.stream().filter("Hold_32"::equals).count());
        assertEquals("Duration_2", words.get(words.size() - 2));
        Tokenizer remi = PLAIN.open();
        assertEquals(drone, remi.decode(remi.encode(drone)));
    }

    @Test
    void barsGoOnBeyondTwoHundredAndFiftySix() {
        List<Note> notes = new ArrayList<>();
        for (int bar = 0; bar < 300; bar++) {
            notes.add(note(bar * 1920L + 60L * (bar % 32), 1920, 40 + bar % 40));
        }
        Score score = new Score(480, List.of(Track.of(notes)), List.of(), List.of(Metre.DEFAULT));
        Tokenizer remi = PLAIN.open();
        assertEquals(score, remi.decode(remi.encode(score)));
        int[] tokens = remi.encode(score);
        int bar = remi.names().indexOf("Bar");
        assertEquals(300, Arrays.stream(tokens).filter(token -> token == bar).count());
    }

    @Test
    void severalInstrumentsHaveTokensWhereTheSpecIsFittedToThem() {
        Track bass = new Track("", 33, false, List.of(note(0, 480, 40)), List.of());
        Track drums =
                new Track("", 0, true, List.of(note(0, 60, 36), note(480, 60, 38)), List.of());
        Track piano = Track.of(List.of(note(0, 60, 60), note(0, 60, 64), note(480, 60, 67)));
        Score band =
                new Score(
                        480,
                        List.of(piano, drums, bass),
                        List.of(new Tempo(0, 400_000)),
                        List.of(Metre.DEFAULT));
        RemiSpec fitted = PLAIN.fittedTo(List.of(band));
        assertEquals(List.of(0, RemiSpec.PERCUSSION, 33), fitted.programs());
        assertEquals(400_000, fitted.microsPerQuarter());
        assertEquals(List.of(new TimeSignature(4, 4)), fitted.metres());
        assertWords(
                "Bar Metre_4/4 Position_0 Pitch_60 Duration_1 Pitch_64 Duration_1"
                        + " Program_percussion Pitch_36 Duration_1 Program_33 Pitch_40 Duration_8"
                        + " Position_8 Pitch_67 Duration_1 Program_percussion Pitch_38 Duration_1"
                        + " End",
                band,
                fitted);
        // Without, all is one piano, and percussion is left out.
        assertFalse(words(PLAIN, band).contains("Program"));
        assertEquals(2, PLAIN.open().leftOut(band));
        assertEquals(0, fitted.open().leftOut(band));
    }

    @Test
    void temposAreSaidWhereTheyChange() {
        Score slower =
                new Score(
                        480,
                        List.of(Track.of(List.of(note(0, 480, 60), note(480, 960, 62)))),
                        List.of(
                                Tempo.DEFAULT,
                                new Tempo(480, 1_000_000),
                                new Tempo(960, 1_000_001)),
                        List.of());
        RemiSpec spec = PLAIN.withTempos(true);
        assertEquals(
                "Bar Metre_4/4 Position_0 Tempo_120 Pitch_60 Duration_8"
                        + " Position_8 Tempo_60 Pitch_62 Duration_16 End",
                words(spec, slower));
        Tokenizer remi = spec.open();
        TokenClock clock = remi.clock();
        double seconds = 0;
        for (int token : remi.encode(slower)) {
            seconds = clock.after(token);
        }
        assertEquals(0.5, seconds, 1e-9);
    }

    @Test
    void keysOutsideAreLeftOutAndCounted() {
        Score wide = piece(List.of(), note(0, 60, 20), note(0, 60, 21), note(0, 60, 109));
        assertEquals(2, PLAIN.open().leftOut(wide));
        assertEquals("Bar Metre_4/4 Position_0 Pitch_21 Duration_1 End", words(PLAIN, wide));
    }

    @Test
    void unisonsBecomeTheLongestAndLoudest() {
        Score unison = piece(List.of(), new Note(0, 960, 60, 10), new Note(29, 60, 60, 126));
        Tokenizer remi = RemiSpec.DEFAULT.open();
        assertEquals(
                List.of(Track.of(List.of(new Note(0, 960, 60, 126)))),
                remi.decode(remi.encode(unison)).tracks());
    }

    @Test
    void refusesWhatMayNotComeAndSaysWhere() {
        Tokenizer remi = PLAIN.open();
        int bar = remi.names().indexOf("Bar");
        int metre = remi.names().indexOf("Metre_3/4");
        int beyond = remi.names().indexOf("Position_24");
        int fifth = remi.names().indexOf("Position_5");
        int pitch = remi.names().indexOf("Pitch_60");
        int length = remi.names().indexOf("Duration_1");
        assertRefused(
                "token %d (the 2. from 0), Position_24, may not come after Metre_3/4"
                        .formatted(beyond),
                remi,
                bar,
                metre,
                beyond);
        assertRefused(
                "token %d (the 5. from 0), Position_5, may not come after Duration_1"
                        .formatted(fifth),
                remi,
                bar,
                metre,
                fifth,
                pitch,
                length,
                fifth);
        assertRefused(
                "token %d (the 0. from 0), Pitch_60, may not come at the beginning"
                        .formatted(pitch),
                remi,
                pitch);
        assertRefused(
                "token -1 (the 1. from 0) is outside the vocabulary 0..%d"
                        .formatted(remi.size() - 1),
                remi,
                bar,
                -1);
    }

    private static void assertRefused(String message, Tokenizer remi, int... tokens) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> remi.decode(tokens));
        // The words differ where the count of steps ends a refusal's tokens.
        assertEquals(message, refused.getMessage());
    }

    @Test
    void theDefaultTableIsSmall() {
        Grammar grammar = RemiSpec.DEFAULT.open().grammar();
        assertTrue(
                4L * grammar.states() * grammar.tokens() < 1 << 20,
                grammar.states() + " states of " + grammar.tokens());
        assertTrue(Sequences.allReached(grammar));
        assertEquals(0, RemiSpec.DEFAULT.open().endToken());
    }

    @Test
    void theSameSpecGivesTheSameVocabulary() {
        Tokenizer one = RemiSpec.DEFAULT.open();
        Tokenizer other = RemiSpec.DEFAULT.open();
        assertEquals(one.names(), other.names());
        assertArrayEquals(one.grammar().table(), other.grammar().table());
        assertEquals(one.names().size(), one.names().stream().distinct().count());
    }
}
