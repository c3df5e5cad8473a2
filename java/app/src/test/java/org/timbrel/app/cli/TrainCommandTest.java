// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.app.Sounds;
import org.timbrel.app.Textures;
import org.timbrel.audio.texture.ProceduralTexture;

/** train: its run folder, resuming, and data that cannot be used. */
class TrainCommandTest {

    @TempDir private Path folder;
    private Path sound;
    private Path run;

    @BeforeEach
    void makeSound() throws IOException {
        sound = Textures.write(folder.resolve("in/rain.wav"), ProceduralTexture.RAIN, 1, 3);
        run = folder.resolve("run");
    }

    /** A network of frames that is trained in a blink, with more options behind. */
    static Run train(Object data, Path run, Object... more) {
        List<Object> all =
                new ArrayList<>(
                        List.of(
                                "train",
                                data,
                                "-o",
                                run,
                                "--hidden",
                                8,
                                "--batch",
                                4,
                                "--sequence-length",
                                20));
        if (!Arrays.asList(more).contains("--steps")) {
            all.addAll(List.of("--steps", 6));
        }
        if (!Arrays.asList(more).contains("--head")) {
            all.addAll(List.of("--head", "mdn", "--mixtures", 2));
        }
        if (!Arrays.asList(more).contains("--previews")) {
            all.addAll(List.of("--previews", 0));
        }
        all.addAll(List.of(more));
        return Run.of(all.toArray());
    }

    static Run resume(Path run, Object... more) {
        List<Object> all = new ArrayList<>(List.of("train", "-o", run, "--resume"));
        all.addAll(List.of(more));
        return Run.of(all.toArray());
    }

    @Test
    void writesTheRunFolder() throws IOException {
        Run trained = train(sound, run).succeeded();
        assertTrue(
                trained.out().matches("\\S+: 6 steps in .* parameters, nll per frame of .*\\R"),
                trained.out());
        List<String> names =
                List.of(
                        "best.safetensors",
                        "config.json",
                        "events.out.tfevents.timbrel",
                        "last.safetensors",
                        "metrics.csv",
                        "result.json");
        assertEquals(names, Arrays.stream(run.toFile().list()).sorted().toList());
        JsonNode config = new ObjectMapper().readTree(run.resolve("config.json").toFile());
        assertEquals(8, config.path("hidden").asInt());
        assertEquals(sound.toString(), config.path("data").path(0).asText());
        assertTrue(config.has("learningRate"), "defaults are written too");
        List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
        assertEquals(8, metrics.size(), "names, six steps, the validation at the end");
        Run info = Run.of("info", run.resolve("best.safetensors")).succeeded();
        assertTrue(info.out().contains("LSTM 1 × 8"), info.out());
        assertTrue(info.out().contains("mdn of 2 components"), info.out());
        assertTrue(info.out().contains("SHA-256        right"), info.out());
    }

    @Test
    void sameSeedSameBytesAndAnotherAnother() throws IOException {
        train(sound, run).succeeded();
        train(sound, folder.resolve("again")).succeeded();
        train(sound, folder.resolve("other"), "--seed", 2).succeeded();
        byte[] best = Files.readAllBytes(run.resolve("best.safetensors"));
        assertArrayEquals(best, Files.readAllBytes(folder.resolve("again/best.safetensors")));
        assertFalse(
                Arrays.equals(best, Files.readAllBytes(folder.resolve("other/best.safetensors"))));
    }

    @Test
    void resumedIsUninterrupted() throws IOException {
        train(sound, run, "--schedule", "constant", "--validate-every", 2).succeeded();
        Path parts = folder.resolve("parts");
        train(sound, parts, "--schedule", "constant", "--validate-every", 2, "--steps", 3)
                .succeeded();
        resume(parts, "--steps", 6).succeeded();
        assertArrayEquals(
                Files.readAllBytes(run.resolve("best.safetensors")),
                Files.readAllBytes(parts.resolve("best.safetensors")));
    }

    @Test
    void featureFilesTrainAsTheirSounds() throws IOException {
        Path features = folder.resolve("rain.npz");
        Run.of("extract", sound, "-o", features, "-q").succeeded();
        train(sound, run).succeeded();
        Path other = folder.resolve("other");
        train(features, other).succeeded();
        assertArrayEquals(
                Files.readAllBytes(run.resolve("best.safetensors")),
                Files.readAllBytes(other.resolve("best.safetensors")));
    }

    @Test
    void partsThatAreDividedAlready() throws IOException {
        Path valid = Textures.write(folder.resolve("v.wav"), ProceduralTexture.RAIN, 2, 1);
        Run.of(
                        "train",
                        "--train",
                        sound,
                        "--valid",
                        valid,
                        "-o",
                        run,
                        "--hidden",
                        4,
                        "--head",
                        "mdn",
                        "--mixtures",
                        1,
                        "--previews",
                        0,
                        "--steps",
                        2,
                        "--sequence-length",
                        10)
                .succeeded();
        assertTrue(Files.readString(run.resolve("result.json")).contains("validation"));
    }

    @Test
    void whatIsHeldOutIsNoFileThatIsLearned() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("other.wav"), sound);
        for (String head : List.of("bank", "mdn")) {
            Run.of("train", "--train", sound, "--valid", link, "-o", run, "--head", head)
                    .wrongUsage(
                            "timbrel train: "
                                    + sound
                                    + " is given both to train and to validate: what is held out"
                                    + " must be other sound");
        }
        Run.of("train", sound, "--test", sound, "-o", run)
                .wrongUsage(
                        "timbrel train: DATA is divided here, --train and --valid are divided"
                                + " already: give either");
        assertFalse(Files.exists(run));
    }

    @Test
    void framesAreOfNoSoundThatWouldHaveToBeNamed() throws IOException {
        Path other = Textures.write(folder.resolve("wind.wav"), ProceduralTexture.WIND, 1, 1);
        Path valid = Textures.write(folder.resolve("v.wav"), ProceduralTexture.RAIN, 2, 1);
        List<Object> all = new ArrayList<>(List.of("train", "-o", run, "--head", "mse"));
        all.addAll(List.of("--train", sound, "--train", other, "--valid", valid));
        all.addAll(List.of("--previews", 0, "--hidden", 4, "--steps", 2));
        all.addAll(List.of("--sequence-length", 10));
        Run.of(all.toArray()).succeeded();
    }

    @Test
    void aRefusedRunLeavesTheOneBefore() throws IOException {
        train(sound, run, "--previews", 1).succeeded();
        Map<String, String> before = contents();
        assertTrue(before.containsKey("preview-6.wav"), before.keySet().toString());
        Path brief = Sounds.noise(folder.resolve("brief.wav"), 8000);
        Run refused = Run.of("train", brief, "-o", run, "--force", "--head", "mdn");
        assertTrue(refused.err().contains("the longest piece to train on has"), refused.err());
        assertEquals(before, contents());
        resume(run, "--steps", 8).succeeded();
        train(sound, run, "--force", "--previews", 0).succeeded();
        assertFalse(Files.exists(run.resolve("preview-6.wav")));
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String name : run.toFile().list()) {
            byte[] bytes = Files.readAllBytes(run.resolve(name));
            contents.put(name, new String(bytes, StandardCharsets.ISO_8859_1));
        }
        return contents;
    }

    @Test
    void aPreviewThatFailsIsAWarning() throws IOException {
        Path taken = run.resolve("preview-6.wav/x");
        Files.createDirectories(taken);
        Run trained = train(sound, run, "--previews", 1);
        assertEquals(0, trained.status(), trained.err());
        assertEquals(1, trained.errLines().size(), trained.err());
        assertTrue(
                trained.err().startsWith("timbrel train: warning: no preview " + taken.getParent()),
                trained.err());
        assertTrue(Files.exists(run.resolve("result.json")));
    }

    @Test
    void aRunIsNotReplacedUnasked() throws IOException {
        train(sound, run).succeeded();
        byte[] last = Files.readAllBytes(run.resolve("last.safetensors"));
        train(sound, run)
                .failed(
                        "timbrel train: "
                                + run
                                + ": holds a run; --resume goes on with it, --force begins anew");
        assertArrayEquals(last, Files.readAllBytes(run.resolve("last.safetensors")));
        train(sound, run, "--force", "--seed", 3).succeeded();
        assertFalse(Arrays.equals(last, Files.readAllBytes(run.resolve("last.safetensors"))));
    }

    @Test
    void nothingToResume() {
        resume(run).failed("timbrel train: " + run + ": there is no run to resume");
    }

    @Test
    void resumingKeepsWhatDecides() {
        train(sound, run).succeeded();
        resume(run, "--batch", 5)
                .wrongUsage(
                        "timbrel train: --batch was 4 when the run began and is now 5: a resumed"
                                + " run keeps it");
    }

    @Test
    void aDamagedCheckpointIsNotGoneOnWith() throws IOException {
        train(sound, run).succeeded();
        Path last = run.resolve("last.safetensors");
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length - 100] ^= 1;
        Files.write(last, bytes);
        Run resumed = resume(run, "--steps", 8);
        assertEquals(1, resumed.status());
        assertEquals(1, resumed.errLines().size(), resumed.err());
        assertTrue(resumed.err().startsWith("timbrel train: " + last + ": "), resumed.err());
    }

    @Test
    void oneUnusableFileIsLeftOut() throws IOException {
        Path bad = Files.writeString(folder.resolve("in/bad.wav"), "no sound");
        Run trained = train(folder.resolve("in"), run);
        assertEquals(0, trained.status(), trained.err());
        assertEquals(
                List.of(
                        "timbrel train: warning: left out "
                                + bad
                                + ": not a sound file that Timbrel reads (WAV, FLAC, Ogg Vorbis,"
                                + " Opus, MP3, M4A)"),
                trained.errLines());
    }

    @Test
    void noneUsableIsAFailure() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.wav"), "");
        Run trained = train(bad, run);
        assertEquals(1, trained.status());
        assertTrue(trained.err().startsWith("timbrel train: " + bad + ": "), trained.err());
        assertFalse(Files.exists(run));
    }

    @Test
    void tooLittleForOneSequence() throws IOException {
        Path brief = Sounds.noise(folder.resolve("brief.wav"), 8000);
        Run trained = Run.of("train", brief, "-o", run, "--sequence-length", 100, "--head", "mdn");
        assertEquals(1, trained.status());
        assertTrue(
                trained.err()
                        .matches(
                                "timbrel train: the longest piece to train on has \\d+ frames;"
                                        + " --sequence-length 100 needs 101: give longer sounds, or"
                                        + " a --sequence-length of at most \\d+\\R"),
                trained.err());
    }

    @Test
    void featuresThatDoNotFitAreLeftOut() throws IOException {
        Path other = folder.resolve("in/z.npz");
        Run.of("extract", sound, "-o", other, "--coefficients", 20, "-q").succeeded();
        Path first = folder.resolve("in/a.npz");
        Run.of("extract", sound, "-o", first, "-q").succeeded();
        Run trained = train(folder.resolve("in"), run);
        assertEquals(0, trained.status(), trained.err());
        assertEquals(
                List.of(
                        "timbrel train: warning: left out "
                                + other
                                + ": its features do not fit: coefficients 20, not 40"),
                trained.errLines());
    }

    @Test
    void aLossThatDivergesNamesItsCause() throws IOException {
        Run trained =
                train(
                        sound,
                        run,
                        "--optimizer",
                        "sgd",
                        "--learning-rate",
                        "1e30",
                        "--clip",
                        0,
                        "--schedule",
                        "constant",
                        "--steps",
                        50);
        assertEquals(1, trained.status(), trained.out());
        assertEquals(1, trained.errLines().size(), trained.err());
        assertTrue(
                trained.err().matches("timbrel train: at step \\d+ the .* likely cause: .*\\R"),
                trained.err());
        assertTrue(trained.err().contains("last.safetensors holds step "), trained.err());
        Run.of("info", run.resolve("last.safetensors")).succeeded();
    }

    @Test
    void settingsFromAFile() throws IOException {
        Path config = folder.resolve("my.json");
        Files.writeString(config, "{\"hidden\": 5, \"dropout\": 0.5}");
        train(sound, run, "--config", config).succeeded();
        JsonNode resolved = new ObjectMapper().readTree(run.resolve("config.json").toFile());
        assertEquals(8, resolved.path("hidden").asInt(), "the option wins");
        assertEquals(0.5, resolved.path("dropout").asDouble());
        Files.writeString(config, "{\"hiden\": 5}");
        Run unknown = train(sound, folder.resolve("other"), "--config", config);
        assertEquals(1, unknown.status());
        assertEquals(
                "timbrel train: " + config + ": Unrecognized field \"hiden\"",
                unknown.err().strip().replaceAll(": unrec", ": Unrec"));
        Files.writeString(config, "{");
        Run broken = train(sound, folder.resolve("other"), "--config", config);
        assertTrue(broken.err().startsWith("timbrel train: " + config + ": is not JSON: "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --layers | 0          | --layers 0 is outside 1..64
                    --hidden | 0          | --hidden 0 is outside 1..16384
                    --clusters | 0        | --clusters 0 is outside 1..512
                    --clusters | 513      | --clusters 513 is outside 1..512
                    --past | 17           | --past 17 is outside 1..16
                    --averages | 0.5      | --averages 0.5 is outside 1..2000
                    --run-length | 0.5    | --run-length 0.5 is below 1
                    --shifts | 0          | --shifts 0 is outside 1..64
                    --input-noise | -1    | --input-noise -1.0 is below 0
                    --previews | -1       | --previews -1 is outside 0..100
                    --dropout | 1         | --dropout 1.0 is outside 0..1, without 1
                    --head | softmax      | --head softmax is none of bank, mdn, mse
                    --optimizer | lbfgs   | --optimizer lbfgs is none of adam, sgd
                    --schedule | step     | --schedule step is none of constant, cosine, one_cycle
                    --learning-rate | 0   | --learning-rate 0.0 must be above 0
                    --batch | 0           | --batch 0 is outside 1..65536
                    --clip | -1           | --clip -1.0 is below 0
                    --frames-per-step | 0 | --frames-per-step 0 is outside 1..64
                    --split | half        | --split half is none of auto, file, time
                    """)
    void wrongUsage(String option, String value, String message) {
        Run.of("train", sound, "-o", run, option, value).wrongUsage("timbrel train: " + message);
        assertFalse(Files.exists(run));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --head mdn --mixtures 0 | --mixtures 0 is outside 1..1024
                    --frames-per-step 2 | --frames-per-step 2 does not go with --head bank, which\
                     goes frame by frame: take 1, or --head mdn
                    --mixtures 4 | --mixtures does not go with --head bank: leave it out, or take\
                     --head mdn
                    --head mse --mixtures 4 | --mixtures does not go with --head mse: leave it\
                     out, or take --head mdn
                    --head mdn --clusters 9 | --clusters does not go with --head mdn: leave it\
                     out, or take --head bank
                    --head mse --past 2 --averages 8 --run-length 2 --shifts 1 | --past,\
                     --averages, --run-length, --shifts do not go with --head mse: leave them out,\
                     or take --head bank
                    --split file | --split file does not go with --head bank, which learns from\
                     every file: take --split time, or name files to hold out
                    --head mse --from x | --head mse cannot go on from a model: only a texture,\
                     --head bank, learns one more sound
                    """)
    void whatDoesNotGoTogether(String options, String message) throws IOException {
        Path model = Files.writeString(folder.resolve("x"), "");
        List<Object> all = new ArrayList<>(List.of("train", sound, "-o", run));
        for (String option : options.split(" ", -1)) {
            all.add(option.equals("x") ? model : option);
        }
        Run.of(all.toArray()).wrongUsage("timbrel train: " + message);
        assertFalse(Files.exists(run));
    }

    @Test
    void dataIsNeeded() {
        Run.of("train", "-o", run)
                .wrongUsage("timbrel train: name what to train on: DATA, or --train and --valid");
        Run.of("train", sound, "--train", sound, "-o", run)
                .wrongUsage(
                        "timbrel train: DATA is divided here, --train and --valid are divided"
                                + " already: give either");
        Run.of("train", "-o", run, "--resume", "--force")
                .wrongUsage(
                        "timbrel train: --resume goes on with a run as it is: leave out --force");
    }
}
