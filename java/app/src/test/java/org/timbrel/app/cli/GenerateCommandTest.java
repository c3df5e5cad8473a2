// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.app.Textures;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.texture.ProceduralTexture;

/** generate, with a small model, and models that cannot be used. */
class GenerateCommandTest {

    @TempDir private static Path shared;
    private static Path run;
    private static Path sound;

    @TempDir private Path folder;

    @BeforeAll
    static void trainOnce() throws IOException {
        sound = Textures.write(shared.resolve("rain.wav"), ProceduralTexture.RAIN, 1, 3);
        run = shared.resolve("run");
        Run trained = TrainCommandTest.train(sound, run);
        assertEquals(0, trained.status(), trained.err()); // So little sound has a warning.
    }

    @Test
    void writesSoundOfTheLengthAskedFor() throws IOException {
        Path out = folder.resolve("new/out.wav");
        Run generated = Run.of("generate", run, "-o", out, "--seconds", 1).succeeded();
        assertEquals(out + ": 1.000 s", generated.outLines().get(0));
        assertEquals(44_100, AudioFiles.info(out).lengthFrames());
        Run.of("generate", run, "-o", out, "--steps", 10, "--force", "-q").succeeded();
        assertEquals(1280, AudioFiles.info(out).lengthFrames());
    }

    @Test
    void aStreamDoesNotDependOnThoseBesideIt() throws IOException {
        Run.of("generate", run, "-o", folder.resolve("a.wav"), "--seconds", 1, "--count", 3)
                .succeeded();
        Run.of("generate", run, "-o", folder.resolve("b.wav"), "--seconds", 1).succeeded();
        byte[] first = Files.readAllBytes(folder.resolve("a-1.wav"));
        assertArrayEquals(first, Files.readAllBytes(folder.resolve("b.wav")));
        assertFalse(Arrays.equals(first, Files.readAllBytes(folder.resolve("a-2.wav"))));
        assertTrue(Files.exists(folder.resolve("a-3.wav")));
        Run.of("generate", run, "-o", folder.resolve("c.wav"), "--seconds", 1, "--seed", 2)
                .succeeded();
        assertFalse(Arrays.equals(first, Files.readAllBytes(folder.resolve("c.wav"))));
    }

    @Test
    void framesRenderedLaterAreTheSameFrames() throws IOException {
        Path frames = folder.resolve("f.npz");
        Run.of("generate", run, "-o", frames, "--seconds", 1).succeeded();
        Features features = FeatureFile.read(frames);
        assertEquals(345, features.frames());
        for (float power : features.mel().values()) {
            assertTrue(power > 0 && Float.isFinite(power));
        }
        Run.of("render", frames, "-o", folder.resolve("f.wav")).succeeded();
    }

    @ParameterizedTest
    @CsvSource({"phase", "griffin-lim"})
    void everyVocoderRenders(String vocoder) throws IOException {
        Path out = folder.resolve("out.wav");
        Run.of("generate", run, "-o", out, "--seconds", 0.5, "--vocoder", vocoder).succeeded();
        assertTrue(AudioFiles.info(out).lengthFrames() > 20_000);
    }

    @Test
    void goesOnFromAPrimer() throws IOException {
        Path plain = folder.resolve("a.wav");
        Path primed = folder.resolve("b.wav");
        Run.of("generate", run, "-o", plain, "--seconds", 0.5).succeeded();
        Run.of("generate", run, "-o", primed, "--seconds", 0.5, "--primer", sound).succeeded();
        assertFalse(Arrays.equals(Files.readAllBytes(plain), Files.readAllBytes(primed)));
    }

    @Test
    void aPrimerOfOtherFeaturesDoesNotFit() {
        Path other = folder.resolve("other.npz");
        Run.of("extract", sound, "-o", other, "--coefficients", 20, "-q").succeeded();
        Run.of("generate", run, "-o", folder.resolve("x.wav"), "--primer", other)
                .failed(
                        "timbrel generate: "
                                + other
                                + ": its features do not fit: coefficients 20, not 40");
    }

    @Test
    void aFlippedByteIsNoticed() throws IOException {
        byte[] bytes = Files.readAllBytes(run.resolve("best.safetensors"));
        bytes[bytes.length - 9] ^= 4;
        Path model = Files.write(folder.resolve("m.safetensors"), bytes);
        Run generated = Run.of("generate", model, "-o", folder.resolve("x.wav"));
        assertEquals(1, generated.status());
        assertEquals(1, generated.errLines().size(), generated.err());
        assertTrue(generated.err().startsWith("timbrel generate: " + model + ": "));
        assertTrue(generated.err().matches("(?s).*(hash|SHA-256).*"), generated.err());
        assertFalse(Files.exists(folder.resolve("x.wav")));
    }

    @Test
    void oneCutShortIsNoticed() throws IOException {
        byte[] bytes = Files.readAllBytes(run.resolve("best.safetensors"));
        for (int length : new int[] {0, 5, 100, bytes.length / 2, bytes.length - 1}) {
            Path model = folder.resolve("m.safetensors");
            Files.write(model, Arrays.copyOf(bytes, length));
            Run generated = Run.of("generate", model, "-o", folder.resolve("x.wav"));
            assertEquals(1, generated.status());
            assertEquals(1, generated.errLines().size(), generated.err());
            assertTrue(generated.err().startsWith("timbrel generate: " + model + ": "));
            assertFalse(generated.err().contains("unexpected"), generated.err());
        }
    }

    @Test
    void noModel() throws IOException {
        Path missing = folder.resolve("no/such");
        Run.of("generate", missing, "-o", folder.resolve("x.wav"))
                .failed("timbrel generate: " + missing + ": no such file");
        Run.of("generate", folder, "-o", folder.resolve("x.wav"))
                .failed(
                        "timbrel generate: "
                                + folder
                                + ": holds no run: best.safetensors is missing");
        Run noModel = Run.of("generate", sound, "-o", folder.resolve("x.wav"));
        assertEquals(1, noModel.status());
        assertTrue(noModel.err().startsWith("timbrel generate: " + sound + ": "), noModel.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --seconds | 0      | --seconds 0.0 is outside 0..360000 (100 hours)
                    --steps | 0        | --steps 0 is below 1
                    --count | 0        | --count 0 is outside 1..1000
                    --temperature | -1 | --temperature -1.0 is outside 0..10
                    --primer-seconds | 0 | --primer-seconds 0.0 is not above 0
                    """)
    void wrongUsage(String option, String value, String message) {
        Run.of("generate", run, "-o", folder.resolve("x.wav"), option, value)
                .wrongUsage("timbrel generate: " + message);
    }

    @Test
    void anOutputMustBeSoundOrFrames() {
        Run.of("generate", run, "-o", "x.mp3")
                .wrongUsage(
                        "timbrel generate: -o x.mp3: this model makes files that end in .wav or .npz");
    }

    @Test
    void moreThanAWavFileHoldsIsRefusedBeforeWorkBegins() {
        Path out = folder.resolve("x.wav");
        Run.of("generate", run, "-o", out, "--seconds", 100_000)
                .failed(
                        "timbrel generate: "
                                + out
                                + ": 100,000 s at 44100 Hz are more than the 48,695 s (4 GiB) that"
                                + " a WAV file holds: make shorter ones");
        assertFalse(Files.exists(out));
    }

    @Test
    void whatExistsIsLeftAlone() throws IOException {
        Path old = Files.writeString(folder.resolve("a-2.wav"), "old");
        Run.of("generate", run, "-o", folder.resolve("a.wav"), "--count", 2)
                .failed("timbrel generate: " + old + ": exists already; --force replaces it");
        assertFalse(Files.exists(folder.resolve("a-1.wav")));
        assertEquals("old", Files.readString(old));
    }
}
