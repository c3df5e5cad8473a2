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
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.app.Sounds;
import org.timbrel.app.Textures;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.texture.ProceduralTexture;

/** render, resynth. */
class SoundCommandsTest {

    private static final int SAMPLES = 2 * 44_100;

    @TempDir private Path folder;
    private Path sound;

    @BeforeEach
    void makeSound() throws IOException {
        sound = Textures.write(folder.resolve("rain.wav"), ProceduralTexture.RAIN, 1, 2);
    }

    private Path features() {
        Path features = folder.resolve("rain.npz");
        Run.of("extract", sound, "-o", features, "--quiet").succeeded();
        return features;
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "noise", "phase", "griffin-lim"})
    void rendersByEveryVocoder(String vocoder) throws IOException {
        Path out = folder.resolve("new/folder/out.wav");
        Run run = Run.of("render", features(), "-o", out, "--vocoder", vocoder).succeeded();
        String used = vocoder.equals("auto") ? "noise" : vocoder;
        assertEquals(out + ": 2.003 s by the " + used + " vocoder", run.outLines().get(0));
        assertEquals(690L * 128, AudioFiles.info(out).lengthFrames());
    }

    @Test
    void renderingIsTheSameForASeed() throws IOException {
        Path features = features();
        for (String[] run : new String[][] {{"a.wav", "7"}, {"b.wav", "7"}, {"c.wav", "8"}}) {
            Run.of("render", features, "-o", folder.resolve(run[0]), "--seed", run[1]).succeeded();
        }
        byte[] a = Files.readAllBytes(folder.resolve("a.wav"));
        assertArrayEquals(a, Files.readAllBytes(folder.resolve("b.wav")));
        assertFalse(Arrays.equals(a, Files.readAllBytes(folder.resolve("c.wav"))));
    }

    @Test
    void aCopyIsNearAndAsLong() throws IOException {
        Path out = folder.resolve("copy.wav");
        Run run = Run.of("resynth", sound, "-o", out, "--json").succeeded();
        JsonNode comparison = new ObjectMapper().readTree(run.out()).path("comparison");
        // The whole texture set has 2.3 dB, rain less.
        assertTrue(comparison.path("levelDb").asDouble() < 2.5, run.out());
        assertTrue(comparison.path("longTermDb").asDouble() < 1, run.out());
        assertEquals(SAMPLES, AudioFiles.info(out).lengthFrames());
    }

    /** The copy of noise at full scale has peaks that the noise has not. */
    @Test
    void clippedSamplesAreTold() throws IOException {
        Random random = new Random(1);
        float[] loud = new float[20_000];
        for (int i = 0; i < loud.length; i++) {
            loud[i] = 2 * random.nextFloat() - 1;
        }
        Path input = Sounds.wav(folder.resolve("loud.wav"), loud, WavEncoding.PCM_16);
        Path features = folder.resolve("loud.npz");
        Run.of("extract", input, "-o", features, "-q").succeeded();
        Path out = folder.resolve("copy.wav");
        Run run = Run.of("render", features, "-o", out);
        assertEquals(0, run.status());
        assertTrue(
                run.err()
                        .matches(
                                "timbrel render: warning: \\S+copy.wav: \\d+ samples clipped: they"
                                        + " were beyond full scale\\R"),
                run.err());
    }

    @Test
    void damagedFeaturesLeaveNoSound() throws IOException {
        Path features = features();
        byte[] bytes = Files.readAllBytes(features);
        bytes[100_000] ^= 1; // Among the coefficients: noticed when they have been rendered.
        Files.write(features, bytes);
        Path out = Files.createDirectories(folder.resolve("out")).resolve("x.wav");
        Run.of("render", features, "-o", out)
                .failed(
                        "timbrel render: "
                                + features
                                + ": array mfcc is damaged: its checksum is not that of its bytes");
        assertEquals(0, out.getParent().toFile().list().length);
    }

    @Test
    void whatExistsIsLeftAlone() throws IOException {
        Path old = Files.writeString(folder.resolve("old.wav"), "old");
        String line = old + ": exists already; --force replaces it";
        Run.of("render", features(), "-o", old).failed("timbrel render: " + line);
        Run.of("resynth", sound, "-o", old).failed("timbrel resynth: " + line);
        assertEquals("old", Files.readString(old));
        Run.of("resynth", sound, "-o", old, "--force", "-q").succeeded();
        assertTrue(Files.size(old) > 1000);
    }

    @Test
    void onlyWavFilesAreWrittenAndNeverOverTheInput() throws IOException {
        Path features = features();
        byte[] before = Files.readAllBytes(features);
        Run.of("render", features, "-o", features, "--force")
                .wrongUsage("timbrel render: -o " + features + " does not end in .wav");
        Run.of("resynth", sound, "-o", sound, "--force")
                .wrongUsage("timbrel resynth: -o " + sound + " is the input itself");
        Run.of("resynth", sound, "-o", folder.resolve("x.flac"))
                .wrongUsage(
                        "timbrel resynth: -o "
                                + folder.resolve("x.flac")
                                + " does not end in .wav");
        assertArrayEquals(before, Files.readAllBytes(features));
    }

    @Test
    void badInputIsNamed() throws IOException {
        Path missing = folder.resolve("missing");
        Path out = folder.resolve("out.wav");
        Run.of("render", missing, "-o", out)
                .failed("timbrel render: " + missing + ": no such file");
        Run.of("resynth", missing, "-o", out)
                .failed("timbrel resynth: " + missing + ": no such file");
        Run notFeatures = Run.of("render", sound, "-o", out);
        assertEquals(1, notFeatures.status());
        assertEquals(1, notFeatures.errLines().size(), notFeatures.err());
        notFeatures.failed("timbrel render: " + sound + ": a sound, not features: extract them");
        assertFalse(Files.exists(out));
    }

    @Test
    void anUnknownVocoderIsWrongUsage() {
        Run.of("render", sound, "-o", "x.wav", "--vocoder", "tube")
                .wrongUsage(
                        "timbrel render: --vocoder: no vocoder is called \"tube\"; there are:"
                                + " auto, noise, harmonic, phase, griffin-lim, mosaic");
    }
}
