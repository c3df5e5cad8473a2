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
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Sounds;
import org.timbrel.app.Textures;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.texture.ProceduralTexture;
import org.timbrel.nn.train.Checkpoint;

/** train with a texture: its sounds, previews, notes, and one more sound. */
class TrainTextureTest {

    @TempDir private Path folder;
    private Path rain;
    private Path run;

    @BeforeEach
    void makeSound() throws IOException {
        rain = Textures.write(folder.resolve("in/rain.wav"), ProceduralTexture.RAIN, 1, 3);
        run = folder.resolve("run");
    }

    private static Run train(Path run, Object... more) {
        List<Object> all =
                new ArrayList<>(List.of("train", "-o", run, "--batch", 4, "--sequence-length", 20));
        for (Object[] given :
                new Object[][] {{"--steps", 6}, {"--previews", 0}, {"--schedule", "constant"}}) {
            if (!Arrays.asList(more).contains(given[0])) {
                all.addAll(Arrays.asList(given));
            }
        }
        all.addAll(List.of(more));
        return Run.of(all.toArray());
    }

    private static Run small(Path run, Object... more) {
        Object[] all = Arrays.copyOf(more, more.length + 4);
        System.arraycopy(new Object[] {"--hidden", 8, "--clusters", 6}, 0, all, more.length, 4);
        return train(run, all);
    }

    @Test
    void isWhatIsTrainedWhereNothingElseIsSaid() throws IOException {
        Run trained = small(run, rain, "--previews", 1);
        assertEquals(0, trained.status(), trained.err());
        assertTrue(
                trained.out()
                        .matches(
                                "\\S+: 6 steps in .* parameters, nll per frame of the test part .*;"
                                        + " held out .*, by frequency alone .*\\R"),
                trained.out());
        assertEquals(
                List.of(
                        "timbrel train: warning: rain has 3.0 s: so little is soon learned by"
                                + " heart; 60 s or more would do"),
                trained.errLines());
        assertEquals(
                List.of(
                        "best.safetensors",
                        "config.json",
                        "events.out.tfevents.timbrel",
                        "last.safetensors",
                        "metrics.csv",
                        "preview-6.wav",
                        "result.json"),
                Arrays.stream(run.toFile().list()).sorted().toList());
        Run preview = Run.of("info", run.resolve("preview-6.wav")).succeeded();
        assertTrue(preview.out().contains("5.000 s"), preview.out());
        String info = Run.of("info", run.resolve("best.safetensors")).succeeded().out();
        assertTrue(info.contains("bank of 6 clusters"), info);
        assertTrue(info.contains("sounds         rain"), info);
        // 3 s have 1034 frames, of which 80 % are learned, less the gap; four pieces lack a past.
        assertTrue(info.contains("bank           3,2"), info);
        assertTrue(info.contains("of 4 frames, averages over 16, 64, 256"), info);
        JsonNode config = new ObjectMapper().readTree(run.resolve("config.json").toFile());
        assertEquals("bank", config.path("head").asText());
        assertEquals(0.3, config.path("dropout").asDouble());
        assertEquals(0.1, config.path("inputNoise").asDouble());
    }

    @Test
    void otherHeadsKeepTheirDefaults() throws IOException {
        TrainCommandTest.train(rain, run).succeeded();
        JsonNode config = new ObjectMapper().readTree(run.resolve("config.json").toFile());
        assertEquals(0, config.path("dropout").asDouble());
        assertEquals(0, config.path("inputNoise").asDouble());
        assertEquals(0, config.path("patience").asInt());
        assertEquals(0, config.path("unscored").asInt());
    }

    @Test
    void severalSoundsAndTheFormThatTheyAreReadIn() throws IOException {
        Path fire = Textures.write(folder.resolve("fire/1.wav"), ProceduralTexture.FIRE, 1, 2);
        Textures.write(folder.resolve("fire/2.wav"), ProceduralTexture.FIRE, 2, 2);
        small(run, rain, fire.getParent(), "-q");
        String info = Run.of("info", run.resolve("best.safetensors")).succeeded().out();
        assertTrue(info.contains("sounds         rain, fire"), info);
        Path features = folder.resolve("rain.npz");
        Run.of("extract", rain, "-o", features, "-q").succeeded();
        Path once = folder.resolve("once");
        Path shifted = folder.resolve("shifted");
        small(once, rain, "--shifts", 1, "-q");
        small(shifted, features, "-q");
        assertArrayEquals(
                Files.readAllBytes(once.resolve("best.safetensors")),
                Files.readAllBytes(shifted.resolve("best.safetensors")),
                "a feature file is read at one shift");
    }

    @Test
    void resumedIsUninterrupted() throws IOException {
        small(run, rain, "--validate-every", 2, "-q");
        Path parts = folder.resolve("parts");
        small(parts, rain, "--validate-every", 2, "--steps", 3, "-q");
        TrainCommandTest.resume(parts, "--steps", 6, "-q");
        assertArrayEquals(
                Files.readAllBytes(run.resolve("best.safetensors")),
                Files.readAllBytes(parts.resolve("best.safetensors")));
    }

    @Test
    void oneMoreSound() throws IOException {
        small(run, rain, "-q");
        Path fire = Textures.write(folder.resolve("in/fire.wav"), ProceduralTexture.FIRE, 1, 2);
        Path more = folder.resolve("more");
        Run trained = train(more, fire, "--from", run, "--validate-every", 2, "-q");
        assertEquals(0, trained.status(), trained.err());
        String info = Run.of("info", more.resolve("best.safetensors")).succeeded().out();
        assertTrue(info.contains("sounds         rain, fire"), info);
        assertTrue(info.contains("LSTM 1 × 8"), info);
        Path made = folder.resolve("made.wav");
        Run.of("generate", more, "-o", made, "--seconds", 0.5, "--condition", "fire", "-q")
                .succeeded();
        Path parts = folder.resolve("parts");
        train(parts, fire, "--from", run, "--validate-every", 2, "--steps", 3, "-q");
        TrainCommandTest.resume(parts, "--steps", 6, "-q");
        assertEquals(
                Files.readString(more.resolve("metrics.csv")),
                Files.readString(parts.resolve("metrics.csv")));
        train(folder.resolve("no"), fire, "--from", run, "--hidden", 9)
                .wrongUsage(
                        "timbrel train: from a model, its network, texture and features stay:"
                                + " leave out --hidden");
        train(run, fire, "--from", run, "--force")
                .failed(
                        "timbrel train: "
                                + run.resolve("best.safetensors")
                                + ": --force would delete it; give the run another folder");
        train(folder.resolve("no"), fire, rain, "--from", run)
                .wrongUsage(
                        "timbrel train: from a model one more sound is learned at a time, but"
                                + " there are 2: fire, rain-2");
        TrainCommandTest.train(rain, folder.resolve("mdn")).succeeded();
        Path best = folder.resolve("mdn/best.safetensors");
        train(folder.resolve("no"), fire, "--from", best)
                .failed(
                        "timbrel train: "
                                + best
                                + ": holds no texture that could learn one more sound: it must"
                                + " come from --head bank");
        assertFalse(Files.exists(folder.resolve("no")));
    }

    @Test
    void aModelDecidesItsNetworkOverAFileToo() throws IOException {
        small(run, rain, "--layer-norm", "-q");
        Path fire = Textures.write(folder.resolve("in/fire.wav"), ProceduralTexture.FIRE, 1, 2);
        Path config = folder.resolve("my.json");
        Files.writeString(config, "{\"hidden\": 9, \"averages\": [], \"clip\": 2}");
        Path more = folder.resolve("more");
        train(more, fire, "--from", run, "--config", config)
                .wrongUsage(
                        "timbrel train: from a model, its network, texture and features stay:"
                                + " leave out hidden, averages in "
                                + config);
        assertFalse(Files.exists(more));
        Run trained = train(more, fire, "--from", run, "--config", run.resolve("config.json"));
        assertEquals(0, trained.status(), trained.err());
        JsonNode written = new ObjectMapper().readTree(more.resolve("config.json").toFile());
        assertEquals(8, written.path("hidden").asInt(), "as the model has it");
        assertEquals(6, written.path("clusters").asInt());
        assertTrue(written.path("layerNorm").asBoolean());
        assertEquals(0.3, written.path("dropout").asDouble());
        assertEquals("[16.0,64.0,256.0]", written.path("averages").toString());
        // What a file goes on from binds it as --from does.
        train(folder.resolve("no"), fire, "--config", more.resolve("config.json"), "--past", 2)
                .wrongUsage(
                        "timbrel train: from a model, its network, texture and features stay:"
                                + " leave out --past");
    }

    @Test
    void everyCellCanChoose() throws IOException {
        for (String cell : List.of("gru", "rnn")) {
            Path made = folder.resolve(cell + ".wav");
            Path cells = folder.resolve(cell);
            small(cells, rain, "--cell", cell, "--layer-norm", "-q");
            Run.of("generate", cells, "-o", made, "--seconds", 0.3, "-q").succeeded();
            assertTrue(Files.size(made) > 20_000);
        }
    }

    @Test
    void silenceAndATone() throws IOException {
        float[] samples = new float[3 * 44_100];
        Path silence = Sounds.wav(folder.resolve("none.wav"), samples, WavEncoding.PCM_16);
        Run trained = small(run, silence, "--previews", 1);
        assertEquals(0, trained.status(), trained.err());
        assertEquals(
                "timbrel train: warning: none is silent (-100 dB at its loudest): there is nothing"
                        + " in it to learn",
                trained.errLines().get(0));
        String info = Run.of("info", run.resolve("preview-6.wav")).succeeded().out();
        assertTrue(info.matches("(?s).*peak +(silence|-[6-9]\\d).*"), info);
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.3 * Math.sin(0.1 * i));
        }
        Path tone = Sounds.wav(folder.resolve("tone.wav"), samples, WavEncoding.PCM_16);
        Path toned = folder.resolve("toned");
        small(toned, tone, "--previews", 1, "-q");
        info = Run.of("info", toned.resolve("preview-6.wav")).succeeded().out();
        assertTrue(info.matches("(?s).*RMS +-1\\d\\..*"), "0.3 of a sine is -13.5 dB: " + info);
    }

    @Test
    void tooLittleForAPast() throws IOException {
        Path brief = Sounds.noise(folder.resolve("brief.wav"), 900);
        small(run, rain, brief).failed("timbrel train: brief: too short to learn");
        Run middle = small(run, brief, rain);
        assertEquals(1, middle.status(), middle.out());
        assertTrue(
                middle.err()
                        .contains(
                                "timbrel train: brief: no piece is longer than the 4 frames that"
                                        + " the linear part looks back at: give a longer sound"),
                middle.err());
        assertFalse(Files.exists(run));
    }

    @Test
    void correctsWhatItLearnedEnoughOf() throws IOException {
        Path surf = Textures.write(folder.resolve("surf.wav"), ProceduralTexture.SURF, 1, 14);
        small(run, surf, "--shifts", 1, "-q");
        JsonNode features = features(run);
        assertEquals(1, features.path("corrections").size());
        assertEquals(64, features.path("corrections").get(0).path("from").size());
        Path again = folder.resolve("again");
        small(again, surf, "--shifts", 1, "-q");
        assertArrayEquals(
                Files.readAllBytes(run.resolve("best.safetensors")),
                Files.readAllBytes(again.resolve("best.safetensors")));
        Path brief = folder.resolve("brief");
        small(brief, rain, "-q");
        assertTrue(features(brief).path("corrections").isMissingNode());
    }

    /** What is held out, the last fifth, is 60 dB louder than what is learned. */
    @Test
    void takesLevelsOfTheTrainingPartAlone() throws IOException {
        float[] samples = new float[6 * 44_100];
        Random random = new Random(5);
        for (int i = 0; i < samples.length; i++) {
            double gain = i < 0.82 * samples.length ? 3e-4 : 0.3;
            samples[i] = (float) (gain * random.nextGaussian());
        }
        Path sound = folder.resolve("louder.wav");
        WavWriter.write(sound, new AudioClip(samples, 44_100).reader(), WavEncoding.FLOAT_32);
        small(run, sound, "-q");
        for (String levels : List.of("levels", "soundLevels")) {
            JsonNode found = features(run).path(levels);
            double loudest = -200;
            for (JsonNode band : (found.isArray() ? found.get(0) : found).path("maxDb")) {
                loudest = Math.max(loudest, band.asDouble());
            }
            // What is learned reaches -56 dB, what is held out some 60 dB more.
            assertTrue(loudest < -30, levels + " up to " + loudest + " dB");
        }
    }

    private static JsonNode features(Path run) throws IOException {
        return new ObjectMapper()
                .readTree(Checkpoint.read(run.resolve("best.safetensors")).features());
    }
}
