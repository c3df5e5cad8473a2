// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.texture.ProceduralTexture;

/** What is said of sounds that no texture holds, and of those that one does. */
class SoundNotesTest {

    private static final int RATE_HZ = 44_100;
    private static final int SECONDS = 20;

    private static List<String> notes(float... samples) throws IOException {
        try (SampleReader reader = new AudioClip(samples, RATE_HZ).reader()) {
            return notes(reader);
        }
    }

    private static List<String> notes(SampleReader reader) throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        return SoundNotes.of(
                "it",
                SoundTraits.of(
                        List.of(new FeatureExtractor(spec).extract(reader).vectors()), spec));
    }

    /** A burst of noise every {@code beat} seconds, off by {@code loose}, over some hiss. */
    private static float[] beats(double beat, double loose) {
        Random random = new Random(1);
        float[] samples = new float[SECONDS * RATE_HZ];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.003 * random.nextGaussian());
        }
        for (double t = 0.1; t < SECONDS - 0.5; t += beat) {
            int at = (int) ((t + loose * random.nextGaussian()) * RATE_HZ);
            for (int k = 0; k < RATE_HZ / 10; k++) {
                double fade = Math.exp(-30.0 * k / RATE_HZ);
                samples[Math.max(0, at + k)] += (float) (0.2 * fade * random.nextGaussian());
            }
        }
        return samples;
    }

    @Test
    void aLoopHasARhythm() throws IOException {
        List<String> notes = notes(beats(0.5, 0));
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).startsWith("it repeats every 0.50 s"), notes.get(0));
        assertTrue(notes.get(0).endsWith("its rhythm will not"), notes.get(0));
        assertEquals(1, notes(beats(0.4, 0.01)).size(), "a player is not exact");
        assertEquals(List.of(), notes(beats(0.5, 0.2)), "events at random times are a texture");
    }

    @Test
    void silenceAndSteadyTones() throws IOException {
        float[] tone = new float[SECONDS * RATE_HZ];
        assertEquals(
                List.of("it is silent (-100 dB at its loudest): there is nothing in it to learn"),
                notes(tone));
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.3 * Math.sin(2 * Math.PI * 1000 * i / RATE_HZ));
        }
        List<String> notes = notes(tone);
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).startsWith("it hardly moves"), notes.get(0));
    }

    @Test
    void littleSound() throws IOException {
        try (SampleReader rain = ProceduralTexture.RAIN.open(1, 5)) {
            assertEquals(
                    List.of(
                            "it has 5.0 s: so little is soon learned by heart; 60 s or more would"
                                    + " do"),
                    notes(rain));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProceduralTexture.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = "MACHINE") // It turns over five times a second, and that is said.
    void nothingOfTextures(ProceduralTexture texture) throws IOException {
        try (SampleReader reader = texture.open(1, SECONDS)) {
            assertEquals(List.of(), notes(reader));
        }
    }
}
