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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Sounds;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.MelNorm;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.fourier.WindowShape;

/** What extract does with good input. */
class ExtractCommandTest {

    @TempDir private Path folder;
    private Path sound;

    @BeforeEach
    void makeSound() throws IOException {
        sound = Sounds.noise(folder.resolve("in/a.wav"), 4410);
    }

    @Test
    void oneSoundBecomesTheNamedFile() throws IOException {
        Path output = folder.resolve("new/folder/b.npz");
        Run run = Run.of("extract", sound, "-o", output).succeeded();
        assertEquals(
                output + ": 35 frames of 40 coefficients and 64 mel bands, 0.100 s of sound",
                run.out().strip());
        Features features = FeatureFile.read(output);
        assertEquals(Profile.TEXTURE.spec(), features.spec());
        assertEquals(35, features.frames());
    }

    @Test
    void everyParameterReachesTheSpec() throws IOException {
        Path output = folder.resolve("b.npz");
        Run.of(
                        "extract",
                        sound,
                        "-o",
                        output,
                        "--profile",
                        "librosa",
                        "--sample-rate",
                        "44100",
                        "--fft-size",
                        "1024",
                        "--hop",
                        "200",
                        "--window",
                        "HAMMING",
                        "--mel-bands",
                        "50",
                        "--coefficients",
                        "13",
                        "--fmin",
                        "30",
                        "--fmax",
                        "16000",
                        "--mel-scale",
                        "htk",
                        "--mel-norm",
                        "none",
                        "--dct-type",
                        "3",
                        "--lifter",
                        "22",
                        "--top-db",
                        "off",
                        "--no-center")
                .succeeded();
        FeatureSpec expected =
                Profile.LIBROSA
                        .builder()
                        .sampleRateHz(44_100)
                        .fftSize(1024)
                        .hopSamples(200)
                        .window(WindowShape.HAMMING)
                        .melBands(50)
                        .coefficients(13)
                        .fminHz(30)
                        .fmaxHz(16_000.0)
                        .melScale(MelScale.HTK)
                        .melNorm(MelNorm.NONE)
                        .dctType(3)
                        .lifter(22)
                        .topDb(null)
                        .center(false)
                        .build();
        assertEquals(expected, FeatureFile.read(output).spec());
    }

    /** Kaldi's window and hop follow the rate; what is not cepstral can be asked for or not. */
    @Test
    void otherToolkitsProfilesFollowTheRate() throws IOException {
        Path output = folder.resolve("k.npz");
        Object[] command = {
            "extract", sound, "-o", output, "--profile", "kaldi", "--sample-rate", "8000"
        };
        Object[] changes = {"--no-use-energy", "--center"};
        Run.of(Stream.of(command, changes).flatMap(Stream::of).toArray()).succeeded();
        assertEquals(
                Profile.KALDI.builder().sampleRateHz(8000).energy(false).center(true).build(),
                FeatureFile.read(output).spec());
    }

    @Test
    void topDbAndCenterCanBeSwitchedOn() throws IOException {
        Path output = folder.resolve("b.npz");
        Run.of("extract", sound, "-o", output, "--top-db", "60", "--center").succeeded();
        FeatureSpec spec = FeatureFile.read(output).spec();
        assertEquals(60.0, spec.topDb());
        assertTrue(spec.center());
    }

    @Test
    void aFolderIsMirrored() throws IOException {
        Path in = folder.resolve("in");
        Sounds.noise(in.resolve("deep/er/b.wav"), 1000);
        Sounds.noise(in.resolve("deep/B.WAV"), 1000);
        Sounds.noise(in.resolve(".hidden.wav"), 1000);
        Sounds.noise(in.resolve(".hidden/c.wav"), 1000);
        Files.writeString(in.resolve("notes.txt"), "no sound");
        Path out = folder.resolve("out");
        Run run = Run.of("extract", in, "-o", out, "--jobs", 3).succeeded();
        assertTrue(run.out().startsWith(out + ": 3 files, 0:00 of sound, "), run.out());
        assertTrue(Files.exists(out.resolve("a.npz")));
        assertTrue(Files.exists(out.resolve("deep/B.npz")));
        assertTrue(Files.exists(out.resolve("deep/er/b.npz")));
        assertEquals(3, npzFiles(out));
    }

    @Test
    void soundsThatDifferByExtensionKeepIt() throws IOException {
        Files.copy(sound, folder.resolve("in/a.flac"));
        Path out = folder.resolve("out");
        Run.of("extract", folder.resolve("in"), "-o", out).succeeded();
        assertTrue(Files.exists(out.resolve("a.wav.npz")));
        assertTrue(Files.exists(out.resolve("a.flac.npz")));
    }

    @Test
    void aNamedFileNeedsNoKnownExtension() throws IOException {
        Path odd = Files.copy(sound, folder.resolve("recording.take2"));
        Run.of("extract", odd, "-o", folder.resolve("out")).succeeded();
        assertTrue(Files.exists(folder.resolve("out/recording.npz")));
    }

    @Test
    void aSoundNamedTwiceIsDoneOnce() {
        Path out = folder.resolve("out");
        Run run = Run.of("extract", sound, sound, folder.resolve("in"), "-o", out).succeeded();
        assertTrue(run.out().contains("a.npz: 35 frames"), run.out());
    }

    @Test
    void forceReplacesAndTheBytesAreTheSame() throws IOException {
        Path output = folder.resolve("b.npz");
        Run.of("extract", sound, "-o", output).succeeded();
        byte[] first = Files.readAllBytes(output);
        Files.writeString(output, "old");
        Run.of("extract", sound, "-o", output, "--force").succeeded();
        assertArrayEquals(first, Files.readAllBytes(output));
    }

    @Test
    void quietSaysNothing() {
        Run run = Run.of("extract", sound, "-o", folder.resolve("b.npz"), "-q").succeeded();
        assertEquals("", run.out());
    }

    @Test
    void jsonListsWhatWasDoneAndWhatWasNot() throws IOException {
        Path output = folder.resolve("out");
        Path missing = folder.resolve("missing.wav");
        Run run = Run.of("extract", sound, missing, "-o", output, "--json");
        assertEquals(1, run.status());
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertEquals(35, json.at("/done/0/frames").asInt());
        assertEquals(output.resolve("a.npz").toString(), json.at("/done/0/output").asText());
        assertEquals(missing + ": no such file", json.at("/failed/0/error").asText());
        assertFalse(json.at("/interrupted").asBoolean());
    }

    @Test
    void emptyMelBandsAreWarnedOfOnce() throws IOException {
        Sounds.noise(folder.resolve("in/b.wav"), 1000);
        Run run =
                Run.of(
                        "extract",
                        folder.resolve("in"),
                        "-o",
                        folder.resolve("out"),
                        "--sample-rate",
                        192_000,
                        "--mel-bands",
                        128);
        assertEquals(0, run.status(), run.err());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(
                run.err()
                        .matches(
                                "timbrel extract: warning: \\d+ of 128 mel bands hold no FFT bin"
                                        + " and stay at the floor: .*\\R"),
                run.err());
    }

    private static long npzFiles(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(path -> path.toString().endsWith(".npz")).count();
        }
    }
}
