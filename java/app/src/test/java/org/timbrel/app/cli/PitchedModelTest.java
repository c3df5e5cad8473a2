// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Sounds;
import org.timbrel.audio.features.Extra;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.pitch.PitchFrame;

/** A small model of a sung glide: what it makes sounds within what it has heard. */
class PitchedModelTest {

    private static final int RATE_HZ = 44_100;
    private static final double LOW_HZ = 200;
    private static final double HIGH_HZ = 300;

    @TempDir private static Path shared;
    private static Path sound;
    private static Path run;

    @TempDir private Path folder;

    @BeforeAll
    static void trainOnce() throws IOException {
        float[] samples = glide(3);
        Arrays.fill(samples, 0, RATE_HZ / 10, 0); // Held there: the middle of all pitches.
        sound = Sounds.wav(shared.resolve("glide.wav"), samples, WavEncoding.PCM_16);
        run = shared.resolve("run");
        train(sound, run, "--steps", 300).succeeded();
    }

    private static Run train(Object data, Path run, Object... more) {
        Object[] all = {
            "train",
            data,
            "-o",
            run,
            "--profile",
            "pitched",
            "--previews",
            0,
            "--hidden",
            24,
            "--mixtures",
            2,
            "--batch",
            4,
            "--sequence-length",
            30,
            "-q"
        };
        Object[] both = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, both, all.length, more.length);
        return Run.of(both);
    }

    /** Up and down once a second, twelve partials. */
    private static float[] glide(int seconds) {
        return tone(seconds, (LOW_HZ + HIGH_HZ) / 2, (HIGH_HZ - LOW_HZ) / 2);
    }

    private static float[] tone(int seconds, double middleHz, double swingHz) {
        float[] samples = new float[seconds * RATE_HZ];
        double phase = 0;
        for (int n = 0; n < samples.length; n++) {
            double f0 = middleHz + swingHz * Math.sin(2 * Math.PI * n / RATE_HZ);
            phase += 2 * Math.PI * f0 / RATE_HZ;
            for (int k = 1; k <= 12; k++) {
                samples[n] += (float) (0.1 / k * Math.sin(k * phase));
            }
        }
        return samples;
    }

    private Features features(Path input) throws IOException {
        Path features = folder.resolve(input.getFileName() + ".npz");
        Run.of("extract", input, "-o", features, "--profile", "pitched", "-q").succeeded();
        return FeatureFile.read(features);
    }

    /** ln f0 of voiced frames. */
    private static double[] voicedLogF0(Features features) {
        int pitch = features.spec().coefficients();
        double[] found = new double[features.frames()];
        int count = 0;
        for (int t = 0; t < features.frames(); t++) {
            if (features.vectors().at(t, pitch + PitchFrame.VOICING) > 0.5) {
                found[count++] = features.vectors().at(t, pitch + PitchFrame.LOG_F0);
            }
        }
        return Arrays.copyOf(found, count);
    }

    @Test
    void framesStayWithinWhatWasHeard() throws IOException {
        Path frames = folder.resolve("f.npz");
        Run.of("generate", run, "-o", frames, "--seconds", 2).succeeded();
        Run info = Run.of("info", frames).succeeded();
        assertTrue(info.out().contains("log_f0         [345] float32 ln Hz"), info.out());
        assertTrue(info.out().contains("band_voicing   [345, 5] float32"), info.out());
        Features made = FeatureFile.read(frames);
        Features heard = features(sound);
        assertEquals(heard.spec(), made.spec());
        assertEquals(345, made.frames());
        int pitch = made.spec().coefficients();
        for (int t = 0; t < made.frames(); t++) {
            float f0 = (float) Math.exp(made.vectors().at(t, pitch + PitchFrame.LOG_F0));
            assertTrue(f0 > 0.99 * LOW_HZ && f0 < 1.01 * HIGH_HZ, f0 + " Hz in " + t);
        }
        for (int d = pitch + PitchFrame.VOICING; d < made.spec().vectorSize(); d++) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (int t = 0; t < heard.frames(); t++) {
                low = Math.min(low, heard.vectors().at(t, d));
                high = Math.max(high, heard.vectors().at(t, d));
            }
            for (int t = 0; t < made.frames(); t++) {
                float value = made.vectors().at(t, d);
                assertTrue(value >= low && value <= high, d + " is " + value + " in " + t);
            }
        }
        Run rendered = Run.of("render", frames, "-o", folder.resolve("f.wav")).succeeded();
        assertTrue(rendered.out().contains("by the harmonic vocoder"), rendered.out());
    }

    @Test
    void theSoundHasThePitchThatWasHeard() throws IOException {
        Path out = folder.resolve("out.wav");
        Run generated = Run.of("generate", run, "-o", out, "--seconds", 3).succeeded();
        assertEquals(List.of(out + ": 3.000 s"), generated.outLines());
        double[] logF0 = voicedLogF0(features(out));
        assertTrue(logF0.length > 250, "half of the frames have a pitch, not " + logF0.length);
        // A semitone for what the network's own jumps do to a tracker.
        double margin = Math.log(2) / 12;
        long inside =
                Arrays.stream(logF0)
                        .filter(f -> f > Math.log(LOW_HZ) - margin)
                        .filter(f -> f < Math.log(HIGH_HZ) + margin)
                        .count();
        assertTrue(inside > 0.9 * logF0.length, inside + " of " + logF0.length);
    }

    @Test
    void goesOnFromAPrimerWithPitch() throws IOException {
        Path plain = folder.resolve("a.wav");
        Path primed = folder.resolve("b.wav");
        Run.of("generate", run, "-o", plain, "--seconds", 0.5).succeeded();
        Run.of("generate", run, "-o", primed, "--seconds", 0.5, "--primer", sound).succeeded();
        assertFalse(Arrays.equals(Files.readAllBytes(plain), Files.readAllBytes(primed)));
    }

    /** What a file has beside is left aside: the frames of both are the same. */
    @Test
    void extrasAreNotLearned() throws IOException {
        FeatureSpec spec =
                Profile.PITCHED.builder().extras(List.of(Extra.DELTA, Extra.ENERGY)).build();
        Path extras = folder.resolve("extras.npz");
        FeatureFile.write(
                extras,
                new FeatureExtractor(spec)
                        .extract(new AudioClip(tone(3, 250, 50), RATE_HZ).reader()));
        Path none = folder.resolve("none.npz");
        FeatureFile.write(
                none,
                new FeatureExtractor(Profile.PITCHED.spec())
                        .extract(new AudioClip(tone(3, 250, 50), RATE_HZ).reader()));
        train(extras, folder.resolve("a"), "--steps", 3).succeeded();
        train(none, folder.resolve("b"), "--steps", 3).succeeded();
        assertEquals(
                -1,
                Files.mismatch(
                        folder.resolve("a/best.safetensors"),
                        folder.resolve("b/best.safetensors")));
        Run.of("generate", folder.resolve("a"), "-o", folder.resolve("x.npz"), "--seconds", 0.2)
                .succeeded();
        assertEquals(0, FeatureFile.read(folder.resolve("x.npz")).spec().extrasSize());
    }

    @Test
    void featuresWithoutPitchDoNotFit() throws IOException {
        Path texture = folder.resolve("texture.npz");
        Run.of("extract", sound, "-o", texture, "-q").succeeded();
        Run primed = Run.of("generate", run, "-o", folder.resolve("x.wav"), "--primer", texture);
        String fits = ": its features do not fit: profile texture, not pitched, ";
        assertEquals(1, primed.status());
        assertTrue(primed.err().startsWith("timbrel generate: " + texture + fits), primed.err());
        assertTrue(primed.err().contains("pitch none, not minHz 50.0 maxHz 2000.0"), primed.err());
        Run trained = train(texture, folder.resolve("other"), "--steps", 3);
        assertEquals(1, trained.status());
        assertTrue(trained.err().startsWith("timbrel train: " + texture + fits), trained.err());
        assertEquals(1, trained.errLines().size(), trained.err());
    }

    /** A held tone has a pitch that never changes, and bands that are never voiced. */
    @Test
    void aConstantPitchIsLearned() throws IOException {
        Path held = Sounds.wav(folder.resolve("held.wav"), tone(2, 220, 0), WavEncoding.PCM_16);
        Path model = folder.resolve("held");
        train(held, model, "--steps", 40).succeeded();
        Path frames = folder.resolve("f.npz");
        Run.of("generate", model, "-o", frames, "--seconds", 1).succeeded();
        double[] logF0 = voicedLogF0(FeatureFile.read(frames));
        assertTrue(logF0.length > 100, "voiced: " + logF0.length);
        for (double f : logF0) {
            assertEquals(220, Math.exp(f), 3);
        }
    }
}
