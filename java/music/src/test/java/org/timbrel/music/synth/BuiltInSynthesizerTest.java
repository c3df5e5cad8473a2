// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.timbrel.music.synth.Played.RATE;
import static org.timbrel.music.synth.Played.built;
import static org.timbrel.music.synth.Played.note;
import static org.timbrel.music.synth.Played.peak;
import static org.timbrel.music.synth.Played.rms;
import static org.timbrel.music.synth.Played.score;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

class BuiltInSynthesizerTest {

    private static final int PIANO = 0;
    private static final int GUITAR = 24;
    private static final int STRINGS = 48;
    private static final int CHURCH_ORGAN = 19;

    /** Families without vibrato; the keys lie on either side of what loops and tables hold. */
    @ParameterizedTest
    @CsvSource({
        "0, 33", "0, 60", "0, 96", "4, 60", "11, 72", "24, 40", "24, 64", "24, 88", "33, 33",
        "46, 79", "58, 45", "80, 60", "80, 93", "108, 72", "6, 50"
    })
    void aNoteHasItsPitch(int program, int key) {
        float[] sound = built(score(program, List.of(note(0, 1.5, key, 100))), 0);
        double hertz = 440 * Math.pow(2, (key - 69) / 12.0);
        assertEquals(0, Played.cents(sound, 0.1, 1.1, hertz), 1);
    }

    /** Its second player is 5 cents higher and softer, which eight seconds tell apart. */
    @Test
    void aSectionIsInTune() {
        float[] sound = built(score(CHURCH_ORGAN, List.of(note(0, 9, 69, 100))), 0);
        assertEquals(0, Played.cents(sound, 0.5, 8.5, 440), 0.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 12, 16, 24, 40, 48, 56, 71, 73, 81, 88, 98, 115, 120})
    void velocityRaisesTheLevel(int program) {
        double before = 0;
        for (int velocity : new int[] {1, 30, 60, 90, 127}) {
            float[] sound = built(score(program, List.of(note(0, 0.5, 60, velocity))), 0);
            double rms = rms(sound, 0, 0.5);
            assertTrue(rms > 1.2 * before, program + " at " + velocity + ": " + rms);
            before = rms;
        }
    }

    @Test
    void everyProgramAndDrumIsHeardAndNoneClips() {
        for (int sound = 0; sound < 128; sound++) {
            Note note = note(0, 0.4, 60, 127);
            double rms = rms(built(score(sound, List.of(note)), 0.2), 0, 0.4);
            assertTrue(rms > 0.002 && rms < 0.2, "program " + sound + ": " + rms);
            Note stroke = note(0, 0.4, sound, 127);
            float[] drum = built(Played.drums(List.of(stroke)), 0.2);
            assertTrue(rms(drum, 0, 0.1) > 0.002, "drum " + sound + ": " + rms(drum, 0, 0.1));
            assertTrue(peak(drum) < 1, "drum " + sound + ": " + peak(drum));
        }
    }

    @Test
    void thePedalHoldsWhatTheKeysLetGo() {
        List<Note> notes = List.of(note(0, 0.3, 60, 100), note(4, 0.1, 90, 1));
        float[] dry = built(score(PIANO, notes), 0);
        float[] held = built(score(PIANO, notes, new Pedal(0, true), new Pedal(1920, false)), 0);
        assertTrue(rms(dry, 1, 1.9) < 1e-6, "silent without: " + rms(dry, 1, 1.9));
        assertTrue(rms(held, 1, 1.9) > 0.01, "held: " + rms(held, 1, 1.9));
        assertTrue(rms(held, 2.5, 3.5) < 1e-6, "let go: " + rms(held, 2.5, 3.5));
    }

    @Test
    void aPedalThatNeverRisesHoldsToTheEnd() {
        float[] held =
                built(score(CHURCH_ORGAN, List.of(note(0, 1, 60, 100)), new Pedal(0, true)), 1);
        assertTrue(rms(held, 1.5, 1.9) > 0.02);
        assertEquals(0, held[held.length - 1], 1e-3, "and then ends without a click");
    }

    /** On one string a key sounds once: what the pedal holds ends when it is struck again. */
    @Test
    void aStruckKeyEndsWhatThePedalHeldOfIt() {
        List<Note> twice = List.of(note(0, 0.2, 60, 100), note(1, 0.2, 60, 1), note(3, 0.1, 99, 1));
        float[] sound = built(score(CHURCH_ORGAN, twice, new Pedal(0, true)), 0);
        assertTrue(rms(sound, 1.5, 2.5) < rms(sound, 0.3, 0.9) / 20);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 2})
    void aScoreWithoutNotesIsSilentForTheTail(double tail) {
        float[] sound = built(new Score(480, List.of(), List.of(), List.of()), tail);
        assertEquals((int) (tail * RATE), sound.length);
        assertEquals(0, peak(sound));
    }

    @Test
    void itLastsAsLongAsTheScoreAndTheTail() {
        float[] sound = built(score(PIANO, List.of(note(1, 0.5, 60, 80))), 0.25);
        assertEquals(Math.round(1.75 * RATE), sound.length);
        assertEquals(0, rms(sound, 0, 0.999), "before the first note");
        assertTrue(rms(sound, 1, 1.4) > 0.01);
    }

    /** A step of a sample beyond what its neighbours make likely would be heard as a click. */
    @ParameterizedTest
    @ValueSource(ints = {0, 16, 24, 33, 48, 56, 73, 80, 88})
    void notesEndWithoutAClick(int program) {
        float[] sound = built(score(program, List.of(note(0, 0.5, 45, 127))), 1);
        double inside = bend(sound, (int) (0.3 * RATE), (int) (0.49 * RATE));
        double atEnd = bend(sound, (int) (0.49 * RATE), sound.length);
        assertTrue(atEnd <= 1.05 * inside, atEnd + " over " + inside);
        assertEquals(0, sound[sound.length - 1], 1e-6);
    }

    /** The largest second difference: of a cut it is as large as the sample before. */
    private static double bend(float[] sound, int from, int to) {
        double largest = 0;
        for (int i = from + 2; i < to; i++) {
            largest = Math.max(largest, Math.abs(sound[i] - 2 * sound[i - 1] + sound[i - 2]));
        }
        return largest;
    }

    /** Ten fingers, loud: below full scale, and what the limiter bends is rare. */
    @ParameterizedTest
    @ValueSource(ints = {PIANO, GUITAR, STRINGS, CHURCH_ORGAN})
    void chordsDoNotClip(int program) {
        List<Note> chord = new ArrayList<>();
        for (int key : new int[] {36, 43, 48, 52, 55, 60, 64, 67, 72, 76}) {
            chord.add(note(0, 2, key, 110));
        }
        float[] sound = built(score(program, chord), 0);
        assertTrue(peak(sound) < 0.95, "peak " + peak(sound));
        List<Note> four =
                chord.subList(2, 6).stream().map(Note::pitch).map(k -> note(0, 2, k, 90)).toList();
        double peak = peak(built(score(program, four), 0));
        assertTrue(peak <= SoftLimiter.KNEE, "four notes are not bent at all: " + peak);
    }

    /** What folds back would lie between the partials of the highest keys. */
    @ParameterizedTest
    @ValueSource(ints = {0, 6, 16, 40, 56, 80, 81})
    void nothingFoldsBack(int program) {
        int key = 103;
        double hertz = 440 * Math.pow(2, (key - 69) / 12.0);
        float[] sound = built(score(program, List.of(note(0, 1, key, 100))), 0);
        double pitch = Played.power(sound, 0.2, 0.9, hertz);
        for (double at = 150; at < hertz * 0.9; at += 25) {
            double folded = Played.power(sound, 0.2, 0.9, at);
            // -53 dB of the pitch itself: above the skirts of vibrato and of what falls fast.
            assertTrue(folded < 5e-6 * pitch, at + " Hz: " + 10 * Math.log10(folded / pitch));
        }
    }

    @Test
    void whatLiesAboveHalfTheRateIsSilent() throws IOException {
        Score score = score(81, List.of(note(0, 0.5, 127, 100)));
        assertEquals(0, peak(Played.all(new BuiltInSynthesizer().open(score, 8_000, 0), 999)));
    }

    @Test
    void blocksDoNotMatter() throws IOException {
        Score score = piece(3, 12);
        float[] whole = built(score, 1);
        for (int block : new int[] {1, 255, 257, 10_000}) {
            assertArrayEquals(
                    whole, Played.all(new BuiltInSynthesizer().open(score, RATE, 1), block));
        }
    }

    /** The bits, everywhere: made by this test, printing what it got, on x86-64 with OpenJDK 17. */
    @Test
    void theBitsArePinned() throws Exception {
        float[] sound = built(piece(1, 30), 1);
        ByteBuffer bytes =
                ByteBuffer.allocate(sound.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(sound);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
        assertEquals(
                "738e047d36ebe1c443330c44fe4d9e06c73be467079c922a0c5aaf5905a36ac9",
                HexFormat.of().formatHex(hash));
    }

    /** All families and drums, seeded. */
    private static Score piece(long seed, double seconds) {
        Random random = new Random(seed);
        List<Track> tracks = new ArrayList<>();
        for (int program = 0; program < 128; program += 5) {
            List<Note> notes = new ArrayList<>();
            for (double at = 0; at < seconds; at += 0.1 + 3 * random.nextDouble()) {
                double length = 0.05 + random.nextDouble();
                notes.add(note(at, length, 30 + random.nextInt(70), 1 + random.nextInt(127)));
            }
            Pedal down = new Pedal(random.nextInt(5000), true);
            tracks.add(
                    new Track(
                            "",
                            program,
                            program == 10,
                            notes,
                            List.of(down, new Pedal(down.tick() + 3000, false))));
        }
        return Played.of(tracks.toArray(Track[]::new));
    }

    /** More notes at once than there are voices: the loud ones are heard, and nothing breaks. */
    @Test
    void theQuietestMakeRoom() {
        List<Note> crowd =
                new ArrayList<>(
                        IntStream.range(0, 2000)
                                .mapToObj(i -> note(0.001 * (i % 400), 2, 36 + i % 48, 5))
                                .toList());
        float[] without = built(score(CHURCH_ORGAN, crowd), 0);
        crowd.add(note(0.5, 1, 100, 127));
        float[] with = built(score(CHURCH_ORGAN, crowd), 0);
        double hertz = 440 * Math.pow(2, 31 / 12.0);
        double heard = Played.power(with, 0.6, 1.4, hertz);
        assertTrue(heard > 1000 * Played.power(without, 0.6, 1.4, hertz), "the last and loudest");
        assertTrue(peak(with) < 1);
    }

    /** An hour of a piano and drums, read as it is made. */
    @Test
    void anHourNeedsNoMoreMemoryThanItsNotes() throws IOException {
        List<Note> notes = new ArrayList<>();
        for (int second = 0; second < 3600; second++) {
            notes.add(note(second, 0.3, 40 + second % 40, 80));
        }
        try (ScoreSound sound = new BuiltInSynthesizer().open(score(PIANO, notes), 8_000, 0)) {
            float[] block = new float[8_000];
            long count = 0;
            long most = 0;
            for (int n = sound.read(block, 0, 8_000); n > 0; n = sound.read(block, 0, 8_000)) {
                count += n;
                if (count % 4_800_000 == 0) {
                    System.gc();
                    Runtime runtime = Runtime.getRuntime();
                    most = Math.max(most, runtime.totalMemory() - runtime.freeMemory());
                }
            }
            assertEquals(sound.samples(), count);
            // The samples themselves would be 110 MB; what other tests left is a few.
            assertTrue(most < 60_000_000, "held " + most);
        }
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        Score score = score(PIANO, List.of());
        BuiltInSynthesizer synthesizer = new BuiltInSynthesizer();
        assertEquals(
                "sampleRateHz 7999 is outside 8000..192000",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> synthesizer.open(score, 7_999, 0))
                        .getMessage());
        assertEquals(
                "tailSeconds NaN is outside 0..60.0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> synthesizer.open(score, 8_000, Double.NaN))
                        .getMessage());
    }
}
