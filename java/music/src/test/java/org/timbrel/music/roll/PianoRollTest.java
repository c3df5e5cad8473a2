// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.roll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

final class PianoRollTest {

    private static final Grid EIGHTH = new Grid.Ticks(240);

    private static Score piece(Note... notes) {
        return new Score(480, List.of(Track.of(List.of(notes))), List.of(), List.of());
    }

    private static PianoRoll roll(Grid grid, int lowKey, int keys, boolean onsets) {
        return new PianoRoll(new PianoRollSpec(grid, lowKey, keys, onsets));
    }

    @Test
    void aFrameIsWhatSoundsWhenItBegins() {
        PianoRoll roll = roll(EIGHTH, 60, 4, false);
        float[] frames =
                roll.encode(
                        piece(
                                new Note(0, 240, 60, 90),
                                new Note(1, 240, 61, 90),
                                new Note(241, 238, 62, 90),
                                new Note(240, 241, 63, 90),
                                new Note(0, 720, 59, 90),
                                new Note(0, 720, 64, 90)));
        // Key 60 is off at the tick at which it ends; 61 begins a tick late and ends a tick late;
        // 62 lies between two frames; 63 ends a tick after the third begins; 59 and 64 are outside.
        assertArrayEquals(new float[] {1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1}, frames);
    }

    @Test
    void percussionDoesNotSoundButLengthens() {
        Track drums = new Track("", 0, true, List.of(new Note(480, 240, 60, 90)), List.of());
        Score score = new Score(480, List.of(drums), List.of(), List.of());
        assertArrayEquals(new float[3 * 2], roll(EIGHTH, 60, 2, false).encode(score));
    }

    @Test
    void anEmptyScoreHasNoFrames() {
        PianoRoll roll = new PianoRoll(PianoRollSpec.DEFAULT);
        assertEquals(0, roll.encode(piece()).length);
        assertEquals(0, roll.decode(new float[0]).noteCount());
    }

    @Test
    void repeatedNotesSurviveWithOnsetsOnly() {
        Score repeated = piece(new Note(0, 240, 60, 80), new Note(240, 480, 60, 80));
        PianoRoll with = roll(EIGHTH, 60, 1, true);
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 0}, with.encode(repeated));
        assertEquals(repeated, with.decode(with.encode(repeated)));
        PianoRoll without = roll(EIGHTH, 60, 1, false);
        assertEquals(piece(new Note(0, 720, 60, 80)), without.decode(without.encode(repeated)));
    }

    @Test
    void anOnsetSoundsWhereTheKeyIsOff() {
        PianoRoll roll = roll(EIGHTH, 60, 1, true);
        assertEquals(piece(new Note(0, 240, 60, 80)), roll.decode(new float[] {0, 1, 0, 0}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "240t",
                "1t",
                "1/8",
                "1/24",
                "3/16",
                "5/28",
                "0.01s",
                "0.0029024943310657597s",
                "2.5s"
            })
    void everyRollComesBack(String text) {
        Grid grid = Grid.parse(text);
        assertEquals(grid, Grid.parse(grid.text()));
        SplittableRandom random = new SplittableRandom(8);
        for (boolean onsets : new boolean[] {false, true}) {
            PianoRoll roll = roll(grid, 21, 88, onsets);
            float[] frames = frames(random, 1_000, onsets);
            assertArrayEquals(frames, roll.encode(roll.decode(frames)));
        }
    }

    /** Keys that stay as they are for some frames; the last frame sounds. */
    private static float[] frames(SplittableRandom random, int count, boolean onsets) {
        int width = onsets ? 176 : 88;
        float[] frames = new float[count * width];
        for (int key = 0; key < 88; key++) {
            boolean on = false;
            for (int frame = 0; frame < count; frame++) {
                boolean was = on;
                on = random.nextInt(4) > 0 ? on : random.nextInt(5) == 0;
                on |= frame == count - 1 && key == 40;
                boolean again = random.nextInt(9) == 0;
                frames[frame * width + key] = on ? 1 : 0;
                if (onsets && on && (!was || again)) {
                    frames[frame * width + 88 + key] = 1;
                }
            }
        }
        return frames;
    }

    @Test
    void secondsFollowTheTempo() {
        // A quarter of half a second, then quarters of a second.
        Score score =
                new Score(
                        480,
                        List.of(
                                Track.of(
                                        List.of(
                                                new Note(480, 480, 60, 80),
                                                new Note(960, 480, 61, 80)))),
                        List.of(Tempo.DEFAULT, new Tempo(480, 1_000_000)),
                        List.of());
        PianoRoll roll = roll(new Grid.Seconds(0.25), 60, 2, false);
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1},
                roll.encode(score));
    }

    @Test
    void noteValuesAreTheSameOfAnyTicks() {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            notes.add(new Note(32L * i, 32, 60 + i, 80));
        }
        Score coarse = new Score(96, List.of(Track.of(notes)), List.of(), List.of());
        float[] frames = roll(Grid.parse("1/12"), 60, 12, false).encode(coarse);
        float[] identity = new float[12 * 12];
        for (int i = 0; i < 12; i++) {
            identity[13 * i] = 1;
        }
        assertArrayEquals(identity, frames);
    }

    @Test
    void refusesARollThatWouldNotFit() {
        Score endless = piece(new Note(1L << 40, 1, 60, 80));
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new PianoRoll(PianoRollSpec.DEFAULT).encode(endless));
        assertTrue(refused.getMessage().contains("take a longer grid than 1/8"));
    }
}
