// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Melodies;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioInfo;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/** render of MIDI files. */
class ScoreRenderCommandTest {

    @TempDir private Path folder;
    private Path piece;
    private Path out;

    @BeforeEach
    void makePiece() throws IOException {
        // Five seconds: the tail is apart.
        piece =
                Melodies.write(
                        folder.resolve("piece.mid"), 0, List.of(new Note(960, 3840, 69, 100)));
        out = folder.resolve("new/folder/out.wav");
    }

    /** Of one sine for program 0, written by TinySoundfont, which java/music's tests have. */
    private Path soundfont() throws IOException {
        Path file = folder.resolve("sine.sf2");
        try (InputStream in = ScoreRenderCommandTest.class.getResourceAsStream("sine.sf2")) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    @Test
    void playsAMidiFile() throws IOException {
        Run run = Run.of("render", piece, "-o", out).succeeded();
        assertTrue(
                run.out()
                        .matches(
                                "\\S+out.wav: 7.000 s, 1 notes by the built-in synthesizer,"
                                        + " -\\d\\d\\.\\d dB\\R"),
                run.out());
        AudioInfo info = AudioFiles.info(out);
        assertEquals(44_100, info.sampleRateHz());
        assertEquals(7 * 44_100, info.lengthFrames());
    }

    @Test
    void theRateAndTheTailAreAsAsked() throws IOException {
        Run run =
                Run.of(
                        "render",
                        piece,
                        "-o",
                        out,
                        "--sample-rate",
                        22050,
                        "--tail-seconds",
                        0.5,
                        "--json");
        JsonNode json = new ObjectMapper().readTree(run.succeeded().out());
        assertEquals(5.5, json.path("seconds").asDouble());
        assertEquals("built-in", json.path("synthesizer").asText());
        assertTrue(json.path("soundfontSha256").isNull());
        assertTrue(json.path("rmsDbfs").asDouble() > -60);
        assertEquals(22_050, AudioFiles.info(out).sampleRateHz());
    }

    @Test
    void repeatsGiveTheSameBytes() throws IOException {
        Path again = folder.resolve("again.wav");
        Run.of("render", piece, "-o", out).succeeded();
        Run.of("render", piece, "-o", again).succeeded();
        assertArrayEquals(Files.readAllBytes(out), Files.readAllBytes(again));
    }

    @Test
    void playsWithASoundfontAndTellsItsHash() throws IOException {
        Run run = Run.of("render", piece, "-o", out, "--soundfont", soundfont(), "--json");
        JsonNode json = new ObjectMapper().readTree(run.succeeded().out());
        assertEquals("soundfont", json.path("synthesizer").asText());
        assertEquals(
                "3b20fe9535cd250dc874615984484ed9e8a422bc43728d4b4cc9c2ef78f5ad04",
                json.path("soundfontSha256").asText());
        assertTrue(json.path("rmsDbfs").asDouble() > -40, run.out());
    }

    @Test
    void aSoundfontWithoutSoundsForThePieceIsRefused() throws IOException {
        Path other = folder.resolve("drums.mid");
        Track drums = new Track("", 0, true, List.of(new Note(0, 9, 38, 90)), List.of());
        MidiWriter.write(new Score(480, List.of(drums), List.of(), List.of()), other);
        Path soundfont = soundfont();
        Run.of("render", other, "-o", out, "--soundfont", soundfont)
                .failed(
                        "timbrel render: "
                                + soundfont
                                + ": gives silence: it has no sounds for the notes of "
                                + other);
        assertFalse(Files.exists(out));
    }

    @Test
    void badSoundfontsAreNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.sf2"), "no soundfont at all");
        Run.of("render", piece, "-o", out, "--soundfont", text)
                .failed("timbrel render: " + text + ": not a soundfont (.sf2)");
        Path missing = folder.resolve("missing.sf2");
        Run.of("render", piece, "-o", out, "--soundfont", missing)
                .failed("timbrel render: " + missing + ": no such file");
        Run.of("render", piece, "-o", out, "--soundfont", folder)
                .failed("timbrel render: " + folder + ": is no regular file, and so no soundfont");
        assertFalse(Files.exists(out));
    }

    @Test
    void optionsOfTheOtherKindAreRefused() throws IOException {
        Run.of("render", piece, "-o", out, "--vocoder", "phase")
                .wrongUsage("timbrel render: a MIDI file has no use for --vocoder");
        Run.of("render", piece, "-o", out, "--seed", 3)
                .wrongUsage("timbrel render: a MIDI file has no use for --seed");
        Path features = Files.write(folder.resolve("x.npz"), new byte[10]);
        Run.of("render", features, "-o", out, "--soundfont", "x.sf2")
                .wrongUsage("timbrel render: features have no use for --soundfont");
        Run.of("render", features, "-o", out, "--tail-seconds", 1)
                .wrongUsage("timbrel render: features have no use for --tail-seconds");
    }

    @Test
    void absurdValuesAreRefused() {
        Run.of("render", piece, "-o", out, "--sample-rate", 7999)
                .wrongUsage("timbrel render: --sample-rate 7999 is outside 8000..192000");
        Run.of("render", piece, "-o", out, "--tail-seconds", "NaN")
                .wrongUsage("timbrel render: --tail-seconds NaN is outside 0..60");
    }

    @Test
    void badInputIsNamed() throws IOException {
        Path empty = Melodies.write(folder.resolve("empty.mid"), 0, List.of());
        Run.of("render", empty, "-o", out).failed("timbrel render: " + empty + ": holds no notes");
        Path missing = folder.resolve("missing.mid");
        Run.of("render", missing, "-o", out)
                .failed("timbrel render: " + missing + ": no such file");
        Path text = Files.writeString(folder.resolve("text.mid"), "this is text");
        Run run = Run.of("render", text, "-o", out);
        assertEquals(1, run.status());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().startsWith("timbrel render: " + text + ": "), run.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void whatExistsIsLeftAlone() throws IOException {
        Path old = Files.writeString(folder.resolve("old.wav"), "old");
        Run.of("render", piece, "-o", old)
                .failed("timbrel render: " + old + ": exists already; --force replaces it");
        assertEquals("old", Files.readString(old));
        Run.of("render", piece, "-o", old, "--force", "-q").succeeded();
        assertTrue(Files.size(old) > 1000);
    }

    /** Nine hours between two notes. */
    @Test
    void moreThanAFileHoldsIsRefusedAtOnce() throws IOException {
        Note late = new Note(960L * 3600 * 9, 960, 60, 60);
        Path longest = Melodies.write(folder.resolve("long.mid"), 0, List.of(late));
        Run run = Run.of("render", longest, "-o", out, "--sample-rate", 192000);
        assertEquals(1, run.status());
        assertTrue(run.err().contains("that a WAV file holds"), run.err());
    }
}
