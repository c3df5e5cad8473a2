// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.timbrel.music.synth.Played.RATE;
import static org.timbrel.music.synth.Played.note;
import static org.timbrel.music.synth.Played.rms;
import static org.timbrel.music.synth.Played.score;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

class SoundfontSynthesizerTest {

    @TempDir private Path folder;

    private Path soundfont(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("tiny.sf2"), bytes);
    }

    private SoundfontSynthesizer tiny(int bank, int program) throws IOException {
        return SoundfontSynthesizer.of(soundfont(TinySoundfont.bytes(bank, program)));
    }

    private static float[] play(Synthesizer synthesizer, Score score) throws IOException {
        return Played.all(synthesizer.open(score, RATE, 1), 4096);
    }

    @Test
    void playsTheSampleInTuneAndInTime() throws IOException {
        Score score = score(0, List.of(note(0.5, 1, 57, 100)));
        float[] sound = play(tiny(0, 0), score);
        assertEquals(Math.round(2.5 * RATE), sound.length);
        assertEquals(0, Played.cents(sound, 0.6, 1.4, 220), 1);
        assertTrue(rms(sound, 0, 0.49) < 1e-6, "before it");
        assertTrue(rms(sound, 0.52, 0.6) > 0.01, "from its onset on");
        assertTrue(rms(sound, 1.9, 2.4) < 1e-3, "after it: " + rms(sound, 1.9, 2.4));
    }

    @Test
    void repeatsAndBlocksGiveTheSameBits() throws IOException {
        List<Note> notes = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            notes.add(
                    note(
                            5 * random.nextDouble(),
                            random.nextDouble() + 0.01,
                            40 + random.nextInt(40),
                            1 + random.nextInt(127)));
        }
        Score score = score(0, notes);
        SoundfontSynthesizer synthesizer = tiny(0, 0);
        float[] first = play(synthesizer, score);
        assertTrue(rms(first, 0, 5) > 0.01);
        assertArrayEquals(first, play(synthesizer, score));
        assertArrayEquals(first, play(tiny(0, 0), score), "with the file read again");
        assertArrayEquals(first, Played.all(synthesizer.open(score, RATE, 1), 97));
    }

    /** Gervill would otherwise make up instruments of its own, at random. */
    @Test
    void whatTheSoundfontDoesNotHaveIsSilent() throws IOException {
        Score drum = Played.drums(List.of(note(0, 1, 38, 100)));
        assertEquals(0, Played.peak(play(tiny(0, 0), drum)));
    }

    @Test
    void drumsAreOfTheirOwnBank() throws IOException {
        Score drum = Played.drums(List.of(note(0, 1, 69, 100)));
        assertTrue(rms(play(tiny(128, 0), drum), 0.1, 0.5) > 0.01);
    }

    /** More programs than one synthesizer has channels; only the last is in the soundfont. */
    @Test
    void allProgramsHaveAChannel() throws IOException {
        Track[] tracks = new Track[40];
        for (int p = 0; p < tracks.length; p++) {
            tracks[p] = new Track("", p, false, List.of(note(0, 1, 69, 100)), List.of());
        }
        SoundfontSynthesizer synthesizer = tiny(0, 39);
        double all = rms(play(synthesizer, Played.of(tracks)), 0.1, 0.9);
        double one = rms(play(synthesizer, score(39, List.of(note(0, 1, 69, 100)))), 0.1, 0.9);
        assertEquals(one, all, 1e-3 * one);
    }

    @Test
    void thePedalHolds() throws IOException {
        Score score =
                score(
                        0,
                        List.of(note(0, 0.2, 69, 100)),
                        new Pedal(10, true),
                        new Pedal(960, false));
        float[] sound = play(tiny(0, 0), score);
        assertTrue(rms(sound, 0.5, 0.9) > 0.01);
    }

    @Test
    void theHashIsTheFiles() throws Exception {
        byte[] bytes = TinySoundfont.bytes(0, 0);
        assertEquals(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
                SoundfontSynthesizer.of(soundfont(bytes)).sha256());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "empty | empty file",
                "text | not a soundfont (.sf2)",
                "wave | a RIFF file, but not a soundfont (.sf2)",
                "cut | truncated soundfont: it says 10,770 bytes and has 5,385",
                "none | damaged soundfont: it has no part pdta",
                "chunk | damaged soundfont: a part at byte 12 reaches over the end",
            })
    void whatIsNoSoundfontIsToldInALine(String kind, String line) throws IOException {
        byte[] whole = TinySoundfont.bytes(0, 0);
        byte[] bytes =
                switch (kind) {
                    case "empty" -> new byte[0];
                    case "text" -> "hello, this is text".getBytes(US_ASCII);
                    case "wave" -> "RIFF\4\0\0\0WAVE".getBytes(US_ASCII);
                    case "cut" -> Arrays.copyOf(whole, whole.length / 2);
                    case "none" -> renamed(whole, "pdta", "none");
                    default -> {
                        byte[] damaged = whole.clone();
                        damaged[19] = 1;
                        yield damaged;
                    }
                };
        Path file = soundfont(bytes);
        IOException e = assertThrows(IOException.class, () -> SoundfontSynthesizer.of(file));
        assertEquals(line, e.getMessage());
    }

    private static byte[] renamed(byte[] bytes, String from, String to) {
        return new String(bytes, ISO_8859_1).replace(from, to).getBytes(ISO_8859_1);
    }

    @Test
    void aMissingFileIsToldAsOne() {
        assertThrows(
                NoSuchFileException.class,
                () -> SoundfontSynthesizer.of(folder.resolve("missing.sf2")));
    }

    /** Whatever is wrong inside: one line, or a sound, and never another exception. */
    @Test
    void damageEndsInALine() throws IOException {
        byte[] whole = TinySoundfont.bytes(0, 0);
        int tables = whole.length - 500;
        Random random = new Random(1);
        Score score = score(0, List.of(note(0, 0.1, 69, 100)));
        int refused = 0;
        for (int trial = 0; trial < 100; trial++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 3; i++) {
                damaged[tables + random.nextInt(500)] = (byte) random.nextInt(256);
            }
            try {
                play(SoundfontSynthesizer.of(soundfont(damaged)), score);
            } catch (IOException e) {
                refused++;
                assertTrue(!e.getMessage().contains("\n"), e.getMessage());
            }
        }
        assertTrue(refused > 10, refused + " of 100");
    }
}
