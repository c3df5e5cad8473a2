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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.app.Pieces;
import org.timbrel.app.Sounds;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/** train of MIDI files: every representation, what comes of it, and what it refuses. */
class TrainMusicTest {

    @TempDir private Path folder;
    private Path pieces;
    private Path run;

    @BeforeEach
    void compose() {
        pieces = Pieces.walks(folder.resolve("in/walk"), 6);
        run = folder.resolve("run");
    }

    private Run train(Object... more) {
        List<Object> all = new ArrayList<>(List.of("train", "-o", run, "--hidden", 8));
        for (Object[] given : new Object[][] {{"--steps", 4}, {"--previews", 0}, {"--layers", 1}}) {
            if (!Arrays.asList(more).contains(given[0])) {
                all.addAll(Arrays.asList(given));
            }
        }
        all.addAll(List.of(more));
        return Run.of(all.toArray());
    }

    private JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(run.resolve(file).toFile());
    }

    @ParameterizedTest
    @CsvSource({
        "remi, test_nll_per_token, categorical",
        "performance, test_nll_per_token, categorical",
        "pianoroll, test_nll_per_frame, bernoulli"
    })
    void learnsEveryRepresentation(String representation, String loss, String head)
            throws IOException {
        Run trained = train(pieces, "--representation", representation, "--previews", 1);
        trained.outLines();
        assertEquals("", trained.err());
        assertEquals(0, trained.status());
        assertTrue(json("result.json").path(loss).asDouble() > 0);
        assertEquals(4, json("result.json").path("steps").asInt());
        assertEquals(representation, json("config.json").path("representation").asText());
        assertEquals(head, json("config.json").path("head").asText());
        Score preview = MidiReader.read(run.resolve("preview-4.mid"));
        assertTrue(preview.end() >= 0);
        assertEquals(5, Files.readAllLines(run.resolve("metrics.csv")).size());
        Run info = Run.of("info", run.resolve("best.safetensors")).succeeded();
        assertTrue(
                info.outLines().stream()
                        .anyMatch(line -> line.startsWith("representation " + representation)));
    }

    @Test
    void learnsRemiWhereNothingIsSaid() throws IOException {
        train(pieces).succeeded();
        assertEquals("remi", json("config.json").path("representation").asText());
        assertTrue(
                Run.of("info", run.resolve("best.safetensors"))
                        .succeeded()
                        .out()
                        .contains("1 End, 1 Bar"));
    }

    @Test
    void goesOnToTheSameWeights() throws IOException {
        train(pieces, "--steps", 6, "--schedule", "constant").succeeded();
        byte[] metrics = Files.readAllBytes(run.resolve("metrics.csv"));
        byte[] best = Files.readAllBytes(run.resolve("best.safetensors"));
        run = folder.resolve("again");
        train(pieces, "--steps", 3, "--schedule", "constant").succeeded();
        Run.of("train", "-o", run, "--resume", "--steps", 6).succeeded();
        assertArrayEquals(best, Files.readAllBytes(run.resolve("best.safetensors")));
        assertArrayEquals(metrics, Files.readAllBytes(run.resolve("metrics.csv")));
        assertEquals(6, json("result.json").path("steps").asInt());
    }

    @Test
    void isDividedAsGiven() throws IOException {
        Path valid = Pieces.waltzes(folder.resolve("valid"), 2);
        Path test = Pieces.waltzes(folder.resolve("test"), 1);
        train("--train", pieces, "--valid", valid, "--test", test).succeeded();
        assertEquals("test", json("result.json").path("test_part").asText());
        run = folder.resolve("without");
        train("--train", pieces, "--valid", valid).succeeded();
        assertEquals("validation", json("result.json").path("test_part").asText());
    }

    @Test
    void saysWhatItWasTold() throws IOException {
        Pieces.waltzes(folder.resolve("in/waltz"), 6);
        train(folder.resolve("in"), "--conditions", "style,density,histogram").succeeded();
        Run info = Run.of("info", run.resolve("best.safetensors")).succeeded();
        assertTrue(info.out().contains("conditions     density, histogram, style"), info.out());
        assertTrue(info.out().contains("styles         walk, waltz"), info.out());
        JsonNode json =
                new ObjectMapper()
                        .readTree(
                                Run.of("info", run.resolve("best.safetensors"), "--json")
                                        .succeeded()
                                        .out());
        assertEquals("remi", json.path("music").path("representation").asText());
        assertEquals("End", json.path("music").path("vocabulary").get(0).asText());
    }

    @Test
    void leavesOutWhatIsBroken() throws IOException {
        Path broken = Files.writeString(pieces.resolve("broken.mid"), "this is no music");
        Path silent =
                Pieces.write(
                        pieces.resolve("silent.mid"),
                        new Score(480, List.of(), List.of(), List.of()));
        Run trained = train(pieces);
        assertEquals(0, trained.status());
        assertEquals(
                List.of(
                        "timbrel train: warning: left out "
                                + broken
                                + ": no MIDI file: it does not begin with MThd",
                        "timbrel train: warning: left out " + silent + ": holds no notes"),
                trained.errLines());
    }

    @Test
    void leavesOutWhatIsTooShort() throws IOException {
        Path valid = Pieces.walks(folder.resolve("valid"), 1);
        Path test = folder.resolve("test/short.mid");
        // One frame of a roll, of which none can be predicted.
        Pieces.write(
                test,
                new Score(
                        480,
                        List.of(Track.of(List.of(new Note(0, 200, 60, 80)))),
                        List.of(),
                        List.of()));
        Pieces.write(folder.resolve("test/long.mid"), Pieces.walk(9, 4));
        Run trained =
                train(
                        "--representation",
                        "pianoroll",
                        "--train",
                        pieces,
                        "--valid",
                        valid,
                        "--test",
                        folder.resolve("test"));
        assertEquals(0, trained.status(), trained.err());
        assertEquals(
                List.of(
                        "timbrel train: warning: left out "
                                + test
                                + ": 1 frames are too few: one step and the next need 2"),
                trained.errLines());
    }

    @Test
    void needsMidiFilesAndEnough() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        train(empty, "--representation", "remi")
                .failed("timbrel train: " + empty + ": no MIDI files in this folder or below it");
        Path two = Pieces.walks(folder.resolve("two"), 2);
        train(two)
                .failed(
                        "timbrel train: 2 usable pieces cannot be divided: 3 are needed; give more,"
                                + " or --train and --valid");
        assertFalse(Files.exists(run));
    }

    @Test
    void mustKnowWhichFilesAreMeant() throws IOException {
        Path sound = Sounds.noise(folder.resolve("in/noise.wav"), 4000);
        train(folder.resolve("in"))
                .wrongUsage(
                        "timbrel train: there are both MIDI files, as "
                                + pieces.resolve("0.mid")
                                + ", and sounds, as "
                                + sound
                                + ": say with --representation which are meant");
        train(folder.resolve("in"), "--representation", "remi").succeeded();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --representation jazz      | --representation jazz is none of mfcc, remi, performance, pianoroll
                    --grid 240t                | --grid is for piano rolls: it does not go with --representation remi
                    --representation pianoroll --embedding 8 | --embedding is for tokens: it does not go with --representation pianoroll
                    --representation pianoroll --grid 0t | --grid 0t is outside 1t..32767t
                    --representation pianoroll --grid often | --grid 'often' is neither ticks (240t), nor a note value (1/8), nor seconds (0.01s)
                    --representation mfcc --transpose 2 | --transpose is for MIDI files: it does not go with --representation mfcc
                    --head mdn                 | --head mdn does not go with --representation remi: its --head is categorical
                    --representation pianoroll --head mse | --head mse does not go with --representation pianoroll: its --head is bernoulli
                    --split time               | --split time does not go with --representation remi: pieces are held out whole
                    --transpose 12             | --transpose 12 is outside 0..11
                    --stretch 1.1              | --stretch [1.1] changes tempo, of which --representation remi knows nothing: take performance, or pianoroll on a --grid in seconds
                    --conditions tempo         | --conditions tempo is none of density, histogram, style
                    --frames-per-step 2        | --frames-per-step 2 does not go with --representation remi, which goes frame by frame
                    --clusters 8               | --clusters does not go with --head categorical: leave it out, or take --head bank
                    --profile pitched          | what decides features is for sounds: it does not go with --representation remi
                    --embedding 0              | --embedding 0 is outside 1..16384
                    """)
    void refuses(String arguments, String message) {
        List<Object> all = new ArrayList<>(List.of(pieces));
        all.addAll(List.of(arguments.split(" ")));
        train(all.toArray()).wrongUsage("timbrel train: " + message);
        assertFalse(Files.exists(run));
    }

    @Test
    void cannotTellOneStyleApart() {
        train(pieces, "--conditions", "style")
                .failed(
                        "timbrel train: all pieces are of one style, walk: the folders that they lie"
                                + " in are the styles; give two at least");
    }
}
