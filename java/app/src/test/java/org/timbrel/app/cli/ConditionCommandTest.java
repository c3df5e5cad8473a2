// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Textures;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.texture.ProceduralTexture;

/**
 * generate with a model of two sounds: which is heard, how it is shaped, and what it goes on from.
 */
class ConditionCommandTest {

    private static final int RATE = 44_100;

    @TempDir private static Path shared;
    private static Path rain;
    private static Path fire;
    private static Path run;

    @TempDir private Path folder;

    @BeforeAll
    static void trainOnce() throws IOException {
        rain = Textures.write(shared.resolve("rain.wav"), ProceduralTexture.RAIN, 1, 6);
        fire = Textures.write(shared.resolve("fire.wav"), ProceduralTexture.FIRE, 1, 6);
        run = shared.resolve("run");
        Run trained =
                Run.of(
                        "train",
                        rain,
                        fire,
                        "-o",
                        run,
                        "-q",
                        "--steps",
                        20,
                        "--hidden",
                        16,
                        "--batch",
                        4,
                        "--sequence-length",
                        40);
        assertEquals(0, trained.status(), trained.err()); // So little sound has a warning.
    }

    private Path generate(String name, Object... options) {
        Path out = folder.resolve(name);
        List<Object> all = new ArrayList<>(List.of("generate", run, "-o", out, "-q"));
        all.addAll(List.of(options));
        Run.of(all.toArray()).succeeded();
        return out;
    }

    private static AudioClip clip(Path file) throws IOException {
        try (SampleReader reader = AudioFiles.open(file)) {
            return AudioFiles.readAll(reader);
        }
    }

    private static float[] samples(Path file) throws IOException {
        return clip(file).samples();
    }

    private static double rmsDb(float[] samples, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (double) samples[i] * samples[i];
        }
        return 10 * Math.log10(squares / (to - from));
    }

    private static double distance(Path one, Path other) throws IOException {
        return LevelDistance.longTerm(LogMel.of(clip(one)), LogMel.of(clip(other)));
    }

    @Test
    void theSoundThatIsNamedIsHeard() throws IOException {
        Path first = generate("a.wav", "--seconds", 4);
        Path named = generate("b.wav", "--seconds", 4, "--condition", "rain");
        Path other = generate("c.wav", "--seconds", 4, "--condition", "fire=3");
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(named));
        assertTrue(distance(first, rain) < distance(first, fire) / 2);
        assertTrue(distance(other, fire) < distance(other, rain) / 2);
    }

    @Test
    void withoutAConditionTheSoundsAreNamed() {
        Run generated = Run.of("generate", run, "-o", folder.resolve("a.wav"), "--seconds", 1);
        assertEquals(0, generated.status());
        assertEquals(
                List.of(
                        run.resolve("best.safetensors")
                                + " has the sounds rain, fire, and rain is heard: --condition"
                                + " chooses"),
                generated.errLines());
    }

    @Test
    void oneSoundMovesIntoTheOther() throws IOException {
        Path alone = generate("a.npz", "--seconds", 3, "--condition", "rain");
        Path moving =
                generate("b.npz", "--seconds", 3, "--condition", "1:rain", "--condition", "2:fire");
        float[] before = FeatureFile.read(alone).vectors().values();
        float[] after = FeatureFile.read(moving).vectors().values();
        int dims = FeatureFile.read(alone).vectors().dims();
        int second = 344 * dims; // 44,100 / 128 frames a second.
        assertArrayEquals(
                Arrays.copyOf(before, second), Arrays.copyOf(after, second), "until it moves");
        assertFalse(Arrays.equals(before, after));
        Path sound =
                generate("b.wav", "--seconds", 6, "--condition", "1:rain", "--condition", "5:fire");
        float[] samples = samples(sound);
        double level = rmsDb(samples, 0, samples.length);
        for (int from = 0; from < 6 * RATE; from += RATE) {
            // Of one second the two sounds themselves have up to 2 dB.
            assertEquals(level, rmsDb(samples, from, from + RATE), 3.5, "from sample " + from);
        }
    }

    @Test
    void aStreamDoesNotDependOnThoseBesideIt() throws IOException {
        Object[] between = {
            "--seconds", 1, "--condition", "0:rain=1,fire=1", "--condition", "1:fire"
        };
        generate("a.wav", with(between, "--count", 2));
        Path alone = generate("b.wav", between);
        assertArrayEquals(Files.readAllBytes(folder.resolve("a-1.wav")), Files.readAllBytes(alone));
        assertFalse(
                Arrays.equals(
                        Files.readAllBytes(folder.resolve("a-2.wav")), Files.readAllBytes(alone)));
    }

    private static Object[] with(Object[] first, Object... more) {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray();
    }

    @Test
    void loudnessFollowsItsCurve() throws IOException {
        float[] plain = samples(generate("a.wav", "--seconds", 3));
        float[] fading = samples(generate("b.wav", "--seconds", 3, "--loudness", "1:0,2:-12"));
        assertEquals(rmsDb(plain, 0, RATE / 2), rmsDb(fading, 0, RATE / 2), 0.01);
        // 16 bits leave 0.1 dB of what is 12 dB quieter.
        assertEquals(
                rmsDb(plain, 2 * RATE + RATE / 2, 3 * RATE) - 12,
                rmsDb(fading, 2 * RATE + RATE / 2, 3 * RATE),
                0.1);
        Path bright = generate("c.wav", "--seconds", 3, "--brightness", "-6", "--loudness", "3");
        assertTrue(distance(folder.resolve("a.wav"), bright) > 5);
    }

    @Test
    void whatIsTooLoudIsTurnedDownAndTold() throws IOException {
        Path out = folder.resolve("loud.wav");
        Run made = Run.of("generate", run, "-o", out, "--seconds", 2, "--loudness", 24);
        assertEquals(0, made.status(), made.err());
        assertTrue(
                made.err()
                        .matches(
                                "(?s).*timbrel generate: warning: \\S+loud.wav: \\d+ % of it is"
                                        + " turned down to stay below full scale: lower --loudness"
                                        + "\\R"),
                made.err());
        for (float sample : samples(out)) {
            // The ceiling, and half a step of 16 bits.
            assertTrue(Math.abs(sample) <= 0.99 + 2e-5, () -> sample + " came out");
        }
    }

    @Test
    void whatIsNewBeginsInTheMiddleOfASound() throws IOException {
        float[] samples = samples(generate("a.wav", "--seconds", 2, "--primer", rain));
        double level = rmsDb(samples, RATE / 20, samples.length);
        // 50 ms are 17 frames: the rain's own movement over so many has 1.5 dB; an attack of the
        // vocoder would be in the first 5 ms, which are 2 frames and 3 dB.
        assertEquals(level, rmsDb(samples, 0, RATE / 20), 2.5);
        assertEquals(level, rmsDb(samples, 0, RATE / 200), 5);
    }

    @Test
    void thePrimerIsHeardWhereItIsKept() throws IOException {
        Object[] primed = {"--seconds", 1, "--primer", rain, "--primer-seconds", 0.4};
        float[] fresh = samples(generate("a.wav", primed));
        float[] kept = samples(generate("b.wav", with(primed, "--keep-primer")));
        int primer = 138 * 128; // Frames of 0.4 s times the hop.
        assertEquals(RATE + primer, kept.length);
        assertArrayEquals(fresh, Arrays.copyOfRange(kept, primer, kept.length));
        Path frames = generate("b.npz", with(primed, "--keep-primer"));
        assertEquals(345 + 138, FeatureFile.read(frames).frames());
        Run.of("generate", run, "-o", folder.resolve("x.wav"), "--keep-primer")
                .wrongUsage("timbrel generate: --keep-primer needs --primer");
    }

    @Test
    void conditionsThatCannotBe() {
        Path out = folder.resolve("x.wav");
        Run.of("generate", run, "-o", out, "--condition", "snow")
                .wrongUsage(
                        "timbrel generate: --condition 'snow': there is no sound 'snow'; there are:"
                                + " rain, fire");
        Run.of("generate", run, "-o", out, "--condition", "")
                .wrongUsage(
                        "timbrel generate: --condition '': names no sound; there are: rain, fire");
        Run.of("generate", run, "-o", out, "--condition", "rain=0")
                .wrongUsage(
                        "timbrel generate: --condition 'rain=0': the weights sum to 0: one at least"
                                + " must be above 0");
        Run.of("generate", run, "-o", out, "--condition", "5:rain", "--condition", "1:fire")
                .wrongUsage(
                        "timbrel generate: --condition: the keyframe at 1 s does not come after the"
                                + " one at 5 s: give them in the order of time");
        Run.of("generate", run, "-o", out, "--loudness", "99")
                .wrongUsage("timbrel generate: --loudness '99': 99 is outside -60..24");
        Run.of("generate", run, "-o", out, "--brightness", "0:0,x")
                .wrongUsage(
                        "timbrel generate: --brightness '0:0,x': 'x' has no time: several need"
                                + " SECONDS:NUMBER each");
        assertFalse(Files.exists(out));
    }
}
