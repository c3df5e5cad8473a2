// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/** tokenize and detokenize. */
class TokenizeCommandTest {

    /** On the grid of both: eighths of a quarter of 400 ms, velocities in the middle of bins. */
    private static final Score PIECE =
            new Score(
                    480,
                    List.of(
                            new Track(
                                    "",
                                    24,
                                    false,
                                    List.of(
                                            new Note(0, 480, 60, 82),
                                            new Note(480, 240, 64, 62),
                                            new Note(720, 2160, 67, 62)),
                                    List.of())),
                    List.of(new Tempo(0, 400_000)),
                    List.of(new Metre(0, 3, 4)));

    @TempDir private Path folder;

    private Path midi(Score score) throws IOException {
        Path file = folder.resolve("piece.mid");
        MidiWriter.write(score, file);
        return file;
    }

    @Test
    void remiComesBackAsItWas() throws IOException {
        Path tokens = folder.resolve("sub/piece.json");
        Run run = Run.of("tokenize", midi(PIECE), "-o", tokens, "--names").succeeded();
        assertEquals(tokens + ": 16 tokens of 180, remi, from 3 notes", run.out().strip());
        JsonNode json = new ObjectMapper().readTree(tokens.toFile());
        assertEquals("remi", json.at("/spec/representation").asText());
        assertEquals("[\"3/4\"]", json.at("/spec/metres").toString());
        assertEquals("Metre_3/4", json.at("/names/1").asText());
        assertEquals("End", json.at("/names/15").asText());
        Path back = folder.resolve("back.mid");
        String said = Run.of("detokenize", tokens, "-o", back).succeeded().out();
        assertEquals(back + ": 3 notes, 2.400 s, from 16 tokens", said.strip());
        assertEquals(PIECE, MidiReader.read(back));
    }

    @Test
    void performanceComesBackInSeconds() throws IOException {
        Path tokens = folder.resolve("piece.json");
        Run.of("tokenize", midi(PIECE), "-o", tokens, "--representation", "performance")
                .succeeded();
        Path back = folder.resolve("back.mid");
        JsonNode json =
                new ObjectMapper()
                        .readTree(Run.of("detokenize", tokens, "-o", back, "--json").out());
        assertEquals(3, json.path("notes").asInt());
        assertEquals(2.4, json.path("seconds").asDouble(), 1e-9);
        Track track = MidiReader.read(back).tracks().get(0);
        assertEquals(24, track.program());
        assertEquals(new Note(400, 200, 64, 62), track.notes().get(1));
    }

    @Test
    void optionsSayTheVocabularyAndAnotherFileCan() throws IOException {
        Path input = midi(PIECE);
        Path plain = folder.resolve("plain.json");
        Run.of("tokenize", input, "-o", plain, "--positions", 4, "--velocities", 0, "--tempos")
                .succeeded();
        JsonNode spec = new ObjectMapper().readTree(plain.toFile()).path("spec");
        assertEquals(4, spec.path("positionsPerBeat").asInt());
        assertEquals(0, spec.path("velocities").asInt());
        assertTrue(spec.path("tempos").asBoolean());
        Path same = folder.resolve("same.json");
        Run.of("tokenize", input, "-o", same, "--spec", plain).succeeded();
        assertArrayEquals(Files.readAllBytes(plain), Files.readAllBytes(same));
        Run.of("tokenize", input, "-o", same, "--spec", plain, "--tempos")
                .wrongUsage(
                        "timbrel tokenize: --spec says all of the vocabulary: leave out"
                                + " --representation, --positions, --velocities and --tempos");
        Run.of("tokenize", input, "-o", same, "--representation", "abc")
                .wrongUsage("timbrel tokenize: representation abc is neither remi nor performance");
        Run.of("tokenize", input, "-o", same, "--velocities", 65)
                .wrongUsage("timbrel tokenize: velocities 65 is outside 0..64");
    }

    @Test
    void notesWithoutATokenAreTold() throws IOException {
        Score low =
                new Score(
                        480,
                        List.of(Track.of(List.of(new Note(0, 1, 5, 80), new Note(0, 1, 60, 80)))),
                        List.of(),
                        List.of());
        Path input = midi(low);
        Run run = Run.of("tokenize", input, "-o", folder.resolve("a.json"), "--quiet");
        assertEquals(0, run.status());
        assertEquals(
                List.of(
                        "timbrel tokenize: warning: "
                                + input
                                + ": 1 of 2 notes are left out: no token names their key or"
                                + " instrument"),
                run.errLines());
    }

    @Test
    void nothingIsOverwrittenUnasked() throws IOException {
        Path input = midi(PIECE);
        Path tokens = folder.resolve("piece.json");
        Run.of("tokenize", input, "-o", tokens).succeeded();
        Run.of("tokenize", input, "-o", tokens)
                .failed("timbrel tokenize: " + tokens + ": exists already; --force replaces it");
        Run.of("tokenize", input, "-o", tokens, "--force").succeeded();
        Run.of("detokenize", tokens, "-o", input)
                .failed("timbrel detokenize: " + input + ": exists already; --force replaces it");
        Run.of("tokenize", input, "-o", input)
                .wrongUsage("timbrel tokenize: -o " + input + " does not end in .json");
    }

    @Test
    void aTextNamedMidIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("a.mid"), "la la la");
        Run run = Run.of("tokenize", text, "-o", folder.resolve("a.json"));
        assertEquals(1, run.status());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().startsWith("timbrel tokenize: " + text + ": "), run.err());
        assertFalse(run.err().contains("unexpected"), run.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    '' | is no object with spec and tokens
                    [] | is no object with spec and tokens
                    la | is not JSON: line 1, column 1: Unrecognized token 'la': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
                    {"spec":SPEC} | tokens is missing
                    {"tokens":[0]} | spec is missing
                    {"tokens":[0],"spec":1} | spec: a spec is a JSON object, not 1
                    {"spec":SPEC,"tokens":[0]} 1 | goes on after its end
                    {"spec":SPEC,"tokens":[0],"x":1} | x is neither spec, tokens nor names
                    {"spec":SPEC,"tokens":0} | tokens is no list
                    {"spec":SPEC,"tokens":[0,0.5]} | tokens holds 0.5, the 1. from 0
                    {"spec":SPEC,"tokens":[99999999999]} | tokens holds 99999999999, the 0. from 0
                    {"spec":SPEC,"tokens":[0],"names":[]} | 0 names are not those of 1 tokens
                    {"spec":SPEC,"tokens":[0],"names":["Bar"]} | token 0 (the 0. from 0) is End, but its name says Bar
                    {"spec":SPEC,"tokens":[999]} | token 999 (the 0. from 0) is outside the vocabulary 0..308
                    {"spec":SPEC,"tokens":[0,1]} | token 1 (the 1. from 0), NoteOff_21, may not come after End
                    """)
    void otherTokensAreRefused(String text, String message) throws IOException {
        String spec =
                "{\"representation\":\"performance\",\"lowPitch\":21,\"highPitch\":108,"
                        + "\"velocities\":32,\"stepMillis\":10,\"maxSteps\":100,\"program\":0}";
        Path file = folder.resolve("a.json");
        Files.writeString(file, text.replace("SPEC", spec));
        Run.of("detokenize", file, "-o", folder.resolve("a.mid"))
                .failed("timbrel detokenize: " + file + ": " + message);
        assertFalse(Files.exists(folder.resolve("a.mid")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"spec\":{},\"spec\":{}}", "{\"tokens\":[0,", "{\"spec\":{\"a\""})
    void whatIsNoJsonIsRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), text);
        Run run = Run.of("detokenize", file, "-o", folder.resolve("a.mid"));
        assertEquals(1, run.status());
        assertEquals(1, run.errLines().size(), run.err());
        assertFalse(run.err().contains("unexpected"), run.err());
    }
}
