// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.timbrel.app.cli.TrainCommandTest.resume;
import static org.timbrel.app.cli.TrainCommandTest.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.app.Textures;
import org.timbrel.audio.texture.ProceduralTexture;

/** What a run keeps of its options, and what they make of the network. */
class TrainOptionsTest {

    @TempDir private Path folder;

    private Path sound;
    private Path run;

    @BeforeEach
    void makeSound() throws IOException {
        sound = Textures.write(folder.resolve("in/rain.wav"), ProceduralTexture.RAIN, 1, 3);
        run = folder.resolve("run");
    }

    @Test
    void resumingAFinishedRunChangesNothing() throws IOException {
        train(sound, run, "--validate-every", 4).succeeded();
        byte[] metrics = Files.readAllBytes(run.resolve("metrics.csv"));
        resume(run).succeeded();
        assertArrayEquals(metrics, Files.readAllBytes(run.resolve("metrics.csv")));
    }

    @Test
    void aLongerRunKeepsNoValidationOutsideTheRhythm() throws IOException {
        train(sound, run, "--schedule", "constant", "--validate-every", 4).succeeded();
        Path parts = folder.resolve("parts");
        train(sound, parts, "--schedule", "constant", "--validate-every", 4, "--steps", 3)
                .succeeded();
        resume(parts, "--steps", 6).succeeded();
        assertEquals(
                Files.readString(run.resolve("metrics.csv")),
                Files.readString(parts.resolve("metrics.csv")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru", "rnn"})
    void trainsEveryCell(String cell) {
        train(
                        sound,
                        run,
                        "--cell",
                        cell,
                        "--layer-norm",
                        "--dropout",
                        0.25,
                        "--recurrent-dropout",
                        0.5)
                .succeeded();
        String info = Run.of("info", run.resolve("best.safetensors")).succeeded().out();
        String network = cell.toUpperCase(Locale.ROOT) + " 1 × 8, layer norm";
        assertTrue(info.contains(network), info);
        assertTrue(info.contains("0.25, recurrent 0.50"), info);
        Path made = folder.resolve("made.npz");
        Run.of("generate", run, "-o", made, "--seconds", 0.2, "--precision", "bf16").succeeded();
        assertTrue(Files.exists(made));
    }

    @Test
    void configKeepsWhatWasResolved() throws IOException {
        train(sound, run, "--threads", 1).succeeded();
        JsonNode config = new ObjectMapper().readTree(run.resolve("config.json").toFile());
        assertFalse(config.path("device").asText().equals("auto"));
        assertEquals(1, config.path("threads").asInt());
        assertEquals("fp32", config.path("precision").asText());
        assertEquals("lstm", config.path("cell").asText());
        assertTrue(config.path("features").has("fftSize"), "the texture profile's");
    }

    @Test
    void aRelativePathIsFoundFromAnyFolder() throws IOException {
        Path here = Path.of("").toAbsolutePath().relativize(sound.toAbsolutePath());
        train(here, run).succeeded();
        JsonNode config = new ObjectMapper().readTree(run.resolve("config.json").toFile());
        assertTrue(Path.of(config.path("data").path(0).asText()).isAbsolute());
        resume(run, "--steps", 7).succeeded();
    }

    @Test
    void aResumedRunKeepsItsNetwork() {
        train(sound, run).succeeded();
        resume(run, "--cell", "gru")
                .wrongUsage(
                        "timbrel train: --cell was \"lstm\" when the run began and is now \"gru\": a"
                                + " resumed run keeps it");
    }

    @Test
    void whatSoundsCannotHaveIsOneLine() {
        train(sound, run, "--head", "categorical")
                .wrongUsage(
                        "timbrel train: --head categorical is for tokens: the frames of sounds are"
                                + " values, so take bank, mdn or mse");
        train(sound, run, "--head", "bernoulli")
                .wrongUsage(
                        "timbrel train: --head bernoulli is for piano rolls: the frames of sounds"
                                + " are values, so take bank, mdn or mse");
        train(sound, run, "--cell", "sru")
                .wrongUsage("timbrel train: --cell sru is none of lstm, gru, rnn");
        train(sound, run, "--precision", "fp64")
                .wrongUsage("timbrel train: --precision fp64 is none of fp32, tf32, bf16");
        train(sound, run, "--threads", -1).wrongUsage("timbrel train: --threads -1 is below 0");
        train(sound, run, "--device", "cpu", "--precision", "bf16")
                .failed(
                        "timbrel train: the CPU cannot train in precision bf16, only generate:"
                                + " train in fp32, or on a GPU");
    }

    @Test
    void refusalsOfSettingsNameOptionsAndOthersKeepTheirWords() {
        assertEquals(
                "--steps -1 is below 0; see --split",
                TrainOptions.inOptions("steps -1 is below 0; see split"));
        assertEquals(
                "/clip/steps.wav: too short (--frames-per-step 1)",
                TrainOptions.inOptions("/clip/steps.wav: too short (framesPerStep 1)"));
    }
}
