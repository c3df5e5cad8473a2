// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/** info of MIDI files, samples --midi, and what sound commands say to a MIDI file. */
class MidiInfoTest {

    @TempDir private Path folder;

    private Path piece() throws Exception {
        Track piano =
                new Track(
                        "Piano\u001b[1m",
                        3,
                        false,
                        List.of(new Note(0, 480, 60, 64), new Note(480, 960, 67, 64)),
                        List.of(new Pedal(0, true), new Pedal(480, false)));
        Track drums = new Track("", 0, true, List.of(new Note(1440, 480, 36, 64)), List.of());
        Score score =
                new Score(
                        480,
                        List.of(piano, drums),
                        List.of(new Tempo(0, 500_000), new Tempo(960, 1_000_000)),
                        List.of(new Metre(0, 1, 4), new Metre(480, 3, 4)));
        Path file = folder.resolve("piece.mid");
        MidiWriter.write(score, file);
        return file;
    }

    @Test
    void saysWhatAFileHolds() throws Exception {
        assertEquals(
                List.of(
                        "format         MIDI 1, 480 ticks a quarter",
                        "duration       3.000 s",
                        "bars           2",
                        "metre          1/4, 3/4, 1 change",
                        "tempo          120.0 quarters a minute, 60.0 to 120.0, 1 change",
                        "notes          3",
                        "keys           60 (C4) to 67 (G4)",
                        "instruments    2",
                        "  1            Piano?[1m: program 3, 2 notes, 1 pedals",
                        "  2            percussion, 1 notes"),
                Run.of("info", piece()).succeeded().outLines());
    }

    @Test
    void saysItForPrograms() throws Exception {
        JsonNode info =
                new ObjectMapper().readTree(Run.of("info", "--json", piece()).succeeded().out());
        assertEquals(3, info.get("notes").asInt(), info.toString());
        assertEquals(3.0, info.get("durationSeconds").asDouble());
        assertEquals(2, info.get("bars").asInt());
        assertEquals("3/4", info.get("metres").get(1).asText());
        assertEquals(60, info.get("quartersPerMinute").get("slowest").asDouble());
        assertTrue(info.get("instruments").get(1).get("percussion").asBoolean());
    }

    @Test
    void badFilesAreRefusedInALine() throws Exception {
        Path text = Files.writeString(folder.resolve("tune.mid"), "X:1\nT:A tune\n");
        Run.of("info", text)
                .failed("timbrel info: " + text + ": no MIDI file: it does not begin with MThd");
        Path cut = folder.resolve("cut.mid");
        byte[] bytes = Files.readAllBytes(piece());
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 5));
        Run run = Run.of("info", cut);
        assertEquals(1, run.status());
        assertEquals(1, run.errLines().size());
        assertTrue(run.err().contains("truncated: the chunk at byte"), run.err());
        Path empty = Files.write(folder.resolve("empty.mid"), new byte[0]);
        Run.of("info", empty).failed("timbrel info: " + empty + ": empty file");
    }

    @Test
    void soundCommandsSayWhatToDo() throws Exception {
        Path piece = piece();
        Run.of("extract", piece, "-o", folder.resolve("a.npz"))
                .failed(
                        "timbrel extract: "
                                + piece
                                + ": a MIDI file holds notes, not sound; timbrel render makes a"
                                + " sound of it");
    }

    @Test
    void samplesAreTheShippedOnes() throws Exception {
        Path out = folder.resolve("new/pieces");
        Run run = Run.of("samples", out, "--midi").succeeded();
        assertEquals(36, run.outLines().size());
        String name = "chorale-01-c-major-4-4.mid";
        assertArrayEquals(
                Files.readAllBytes(Path.of("../../audio-samples/midi", name)),
                Files.readAllBytes(out.resolve(name)));
        assertEquals(1, Run.of("samples", out, "--midi").status(), "nothing is overwritten");
        Run.of("samples", out, "--midi", "--force", "--quiet").succeeded();
        Run.of("samples", out, "--midi", "--only", "rain")
                .wrongUsage("timbrel samples: --only is for sounds; leave it out with --midi");
    }
}
