// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.metrics.Portrait;

class DriftTest {

    private static final int RATE_HZ = 16_000;
    private static final int THIRD = 4 * RATE_HZ;

    /** Noise that repeats itself in every third, so that chance moves nothing. */
    private static float[] steady() {
        Random random = new Random(1);
        float[] samples = new float[3 * THIRD];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = i < THIRD ? (float) (0.1 * random.nextGaussian()) : samples[i - THIRD];
        }
        return samples;
    }

    private static Drift drift(float... samples) throws IOException {
        AudioClip clip = new AudioClip(samples, RATE_HZ);
        Portrait reference = Portrait.of(new AudioClip(steady(), RATE_HZ));
        return Drift.of(new Thirds(clip.reader(), samples.length, reference));
    }

    @Test
    void whatIsSteadyDoesNotDrift() throws IOException {
        assertEquals(new Drift(12, 0, 0, 0), drift(steady()));
    }

    @Test
    void theDriftOfAFadeIsTheFade() throws IOException {
        double perMinute = 0.4;
        float[] samples = steady();
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= (float) Math.pow(perMinute, i / (60.0 * RATE_HZ));
        }
        Drift drift = drift(samples);
        // Samples in single precision; over 64,000 of them, roundings of 6e-8 average out.
        assertEquals(perMinute - 1, drift.levelAMinute(), 1e-6);
        // First and last third are two thirds of 12 s apart.
        assertEquals(Math.pow(perMinute, 8.0 / 60) - 1, drift.level(), 1e-6);
        // What all bands have in common is level, and not spectrum.
        assertEquals(0, drift.spectrum(), 1e-5);
    }

    @Test
    void aSpectrumDriftsWhateverTheLevelDoes() throws IOException {
        float[] samples = steady();
        for (int i = 2 * THIRD; i < samples.length; i++) {
            // The difference of neighbours: highs are raised, lows are lowered.
            samples[i] = (float) (0.5 * (samples[i - THIRD] - samples[i - THIRD - 1]));
        }
        Drift filtered = drift(samples);
        assertTrue(filtered.spectrum() > 0.5, filtered.toString());
        assertTrue(filtered.texture() > 0.05, filtered.toString());
        float[] louder = samples.clone();
        for (int i = 2 * THIRD; i < samples.length; i++) {
            louder[i] *= 2;
        }
        Drift raised = drift(louder);
        assertEquals(2 * (1 + filtered.level()), 1 + raised.level(), 1e-9);
        assertEquals(filtered.spectrum(), raised.spectrum(), 1e-9);
    }

    @Test
    void aLongerStretchDriftsLessAMinute() {
        Drift hour = new Drift(3600, 0.1, 0.1, -0.1);
        // Its thirds' middles are 40 minutes apart.
        assertEquals(Math.pow(1.1, 1 / 40.0) - 1, hour.levelAMinute(), 1e-12);
        assertEquals(Math.pow(1.1, 1 / 40.0) - 1, hour.spectrumAMinute(), 1e-12);
        assertEquals(Math.pow(0.9, 1 / 40.0) - 1, hour.textureAMinute(), 1e-12);
    }
}
