// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Textures;
import org.timbrel.audio.texture.ProceduralTexture;

/** {@code --vocoder mosaic} and {@code --corpus}. */
class MosaicCommandTest {

    @TempDir private Path folder;
    private Path rain;
    private Path corpus;

    @BeforeEach
    void makeSounds() throws IOException {
        rain = Textures.write(folder.resolve("rain.wav"), ProceduralTexture.RAIN, 1, 2);
        corpus = Files.createDirectories(folder.resolve("corpus"));
        Textures.write(corpus.resolve("a.wav"), ProceduralTexture.RAIN, 2, 2);
        Textures.write(corpus.resolve("b.wav"), ProceduralTexture.RAIN, 3, 2);
    }

    @Test
    void aSoundCopiedByItsOwnGrainsIsThatSound() throws IOException {
        Run run =
                Run.of(
                                "resynth",
                                rain,
                                "-o",
                                folder.resolve("copy.wav"),
                                "--corpus",
                                rain,
                                "--json")
                        .succeeded();
        JsonNode copy = new ObjectMapper().readTree(run.out());
        assertEquals("mosaic", copy.path("vocoder").asText());
        // The last window is made of another grain, and the file has 16 bits.
        assertTrue(copy.path("comparison").path("levelDb").asDouble() < 0.2, run.out());
    }

    @Test
    void aFolderIsACorpus() throws IOException {
        Path features = folder.resolve("rain.npz");
        Run.of("extract", rain, "-o", features, "--quiet").succeeded();
        Path one = folder.resolve("one.wav");
        Path two = folder.resolve("two.wav");
        Run run =
                Run.of("render", features, "-o", one, "--vocoder", "mosaic", "--corpus", corpus)
                        .succeeded();
        assertEquals(one + ": 2.003 s by the mosaic vocoder", run.outLines().get(0));
        // Nothing in it is random.
        Run.of("render", features, "-o", two, "--corpus", corpus, "--seed", "9").succeeded();
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
    }

    @Test
    void whatCannotBeReadInACorpusIsWarnedOfAndLeftOut() throws IOException {
        Path text = Files.writeString(corpus.resolve("c.wav"), "This is no sound, but words.\n");
        Path out = folder.resolve("out.wav");
        Run run = Run.of("resynth", rain, "-o", out, "--corpus", corpus);
        assertEquals(0, run.status(), run.err());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(
                run.err().startsWith("timbrel resynth: warning: " + text + ": ")
                        && run.err().strip().endsWith("; left out"),
                run.err());
        Path bad = Files.createDirectories(folder.resolve("bad"));
        Files.writeString(bad.resolve("a.wav"), "words");
        Run none = Run.of("resynth", rain, "-o", folder.resolve("2.wav"), "--corpus", bad);
        assertEquals(1, none.status());
        assertEquals(
                "timbrel resynth: "
                        + bad
                        + ": no sound file that can be read in this folder or below it",
                none.errLines().get(1));
    }

    @Test
    void whatDoesNotFitTogetherIsWrongUsage() throws IOException {
        Path out = folder.resolve("out.wav");
        Run.of("resynth", rain, "-o", out, "--vocoder", "mosaic")
                .wrongUsage(
                        "timbrel resynth: mosaic needs --corpus: the sound to take grains from");
        Run.of("resynth", rain, "-o", out, "--vocoder", "noise", "--corpus", rain)
                .wrongUsage("timbrel resynth: --corpus is for --vocoder mosaic, not noise");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Run.of("resynth", rain, "-o", out, "--corpus", empty)
                .failed(
                        "timbrel resynth: "
                                + empty
                                + ": no sound files in this folder or below it");
        Path missing = folder.resolve("missing.wav");
        Run.of("resynth", rain, "-o", out, "--corpus", missing)
                .failed("timbrel resynth: " + missing + ": no such file");
    }
}
