// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.texture.ProceduralTexture;

class ComparisonTest {

    private static final int RATE_HZ = 22_050;

    private static AudioClip noise(double seconds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] samples = new float[(int) (seconds * RATE_HZ)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return new AudioClip(samples, RATE_HZ);
    }

    private static AudioClip times(AudioClip clip, double gain) {
        float[] samples = clip.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (gain * samples[i]);
        }
        return new AudioClip(samples, clip.sampleRateHz());
    }

    /** Noise that gets louder and softer, {@code hz} times a second, by ±{@code depthDb}. */
    private static AudioClip pulsing(double hz, double depthDb) {
        AudioClip clip = noise(5, 3);
        for (int i = 0; i < clip.samples().length; i++) {
            double db = depthDb * Math.sin(2 * Math.PI * hz * i / RATE_HZ);
            clip.samples()[i] *= (float) Math.pow(10, db / 20);
        }
        return clip;
    }

    @Test
    void theSameSoundIsNoDistanceAway() throws IOException {
        AudioClip clip = noise(5, 1);
        Comparison c = Comparison.of(clip, clip);
        assertEquals(Double.POSITIVE_INFINITY, c.snrDb());
        for (double zero :
                new double[] {
                    c.levelDb(),
                    c.sortedLevelDb(),
                    c.longTermDb(),
                    c.spectralConvergence(),
                    c.logMagnitude(),
                    c.modulationDb(),
                    c.texStatAligned()
                }) {
            assertEquals(0, zero);
        }
        assertTrue(c.floor().texStat() > 0);
        assertEquals(5, c.referenceSeconds());
    }

    /** A gain g: every level moves by 20 log10 g, the relative error is |1 - g|. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 2})
    void aGainMovesEveryLevelAlike(double gain) throws IOException {
        AudioClip clip = noise(5, 1);
        Comparison c = Comparison.of(clip, times(clip, gain));
        double db = Math.abs(20 * Math.log10(gain));
        // Samples are floats: 1e-7 of them, over levels that span 40 dB.
        assertEquals(-20 * Math.log10(Math.abs(1 - gain)), c.snrDb(), 1e-4);
        assertEquals(Math.abs(1 - gain), c.spectralConvergence(), 1e-6);
        assertEquals(Math.abs(Math.log(gain)), c.logMagnitude(), 1e-4);
        assertEquals(db, c.levelDb(), 1e-3);
        assertEquals(db, c.sortedLevelDb(), 1e-3);
        assertEquals(db, c.longTermDb(), 1e-3);
        assertEquals(0, c.modulationDb(), 1e-3);
    }

    /** The same noise with its halves exchanged: only what wants alignment sees it. */
    @Test
    void unalignedMeasuresForgiveAnotherOrder() throws IOException {
        AudioClip clip = noise(5, 1);
        int half = clip.samples().length / 2;
        float[] exchanged = new float[2 * half];
        System.arraycopy(clip.samples(), half, exchanged, 0, half);
        System.arraycopy(clip.samples(), 0, exchanged, half, half);
        Comparison c = Comparison.of(clip, new AudioClip(exchanged, RATE_HZ));
        // Independent noise differs by 5.6 dB in one bin, by less in bands of several.
        assertTrue(c.levelDb() > 2.5, "LM " + c.levelDb());
        assertTrue(c.sortedLevelDb() < 0.2, "LMs " + c.sortedLevelDb());
        assertTrue(c.longTermDb() < 0.05, "LT " + c.longTermDb());
        assertTrue(c.snrDb() < 10, "SNR " + c.snrDb());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.75, 1.5, 3, 6})
    void modulationIsSeenInItsOctave(double hz) throws IOException {
        double still = ModulationDistance.of(LogMel.of(noise(5, 3)), LogMel.of(noise(5, 4)));
        double moving = ModulationDistance.of(LogMel.of(noise(5, 3)), LogMel.of(pulsing(hz, 12)));
        double alike =
                ModulationDistance.of(LogMel.of(pulsing(hz, 12)), LogMel.of(pulsing(hz, 12)));
        assertTrue(moving > 1.5 * still, moving + " against " + still);
        assertEquals(0, alike);
    }

    @Test
    void differentLengthsAreComparedOverWhatBothHave() throws IOException {
        AudioClip clip = noise(5, 1);
        AudioClip shorter = new AudioClip(Arrays.copyOf(clip.samples(), 4 * RATE_HZ + 7), RATE_HZ);
        Comparison c = Comparison.of(clip, shorter);
        assertTrue(c.snrDb() > 100, "SNR " + c.snrDb());
        assertEquals(0, c.texStatAligned(), 1e-12);
        // The cut changes the last two frames of mel levels.
        assertTrue(c.levelDb() < 0.05, "LM " + c.levelDb());
        assertTrue(c.sortedLevelDb() < 0.5, "LMs " + c.sortedLevelDb());
    }

    @Test
    void silenceIsHandled() throws IOException {
        AudioClip silence = new AudioClip(new float[5 * RATE_HZ], RATE_HZ);
        AudioClip sound = noise(5, 1);
        Comparison both = Comparison.of(silence, silence);
        assertEquals(Double.POSITIVE_INFINITY, both.snrDb());
        assertEquals(0, both.levelDb());
        assertEquals(0, both.modulationDb());
        assertEquals(0, both.texStat());
        Comparison lost = Comparison.of(sound, silence);
        assertEquals(0, lost.snrDb(), 1e-9);
        assertTrue(lost.levelDb() > 30 && lost.levelDb() < 200);
        Comparison extra = Comparison.of(silence, sound);
        assertEquals(Double.NEGATIVE_INFINITY, extra.snrDb());
        assertTrue(Double.isFinite(extra.texStat()) && Double.isFinite(extra.logMagnitude()));
    }

    @Test
    void shortSoundsHaveNoStatistics() throws IOException {
        AudioClip one = new AudioClip(new float[] {0.5f}, RATE_HZ);
        Comparison c = Comparison.of(one, one);
        assertEquals(0, c.levelDb());
        assertTrue(Double.isNaN(c.modulationDb()));
        assertTrue(Double.isNaN(c.texStat()));
        assertTrue(Double.isNaN(c.floor().texStat()));
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        AudioClip clip = noise(1, 1);
        assertEquals(
                "the reference is at 22050 Hz, the other at 44100 Hz: resample one",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Comparison.of(clip, new AudioClip(new float[9], 44_100)))
                        .getMessage());
        assertThrows(
                AudioFormatException.class,
                () -> Comparison.of(clip, new AudioClip(new float[0], RATE_HZ)));
    }

    /** A texture is nearer to another stretch of itself than to other textures. */
    @Test
    void texStatKnowsTextures() throws IOException {
        AudioClip rain = texture(ProceduralTexture.RAIN, 1);
        double same = TexStat.unaligned(rain, texture(ProceduralTexture.RAIN, 2));
        for (ProceduralTexture other :
                new ProceduralTexture[] {ProceduralTexture.FIRE, ProceduralTexture.MACHINE}) {
            double away = TexStat.unaligned(rain, texture(other, 1));
            assertTrue(away > 2 * same, other + ": " + away + " against " + same);
        }
        assertEquals(same, TexStat.floor(rain), 0.3 * same);
    }

    private static AudioClip texture(ProceduralTexture texture, long seed) throws IOException {
        try (SampleReader reader = texture.open(seed, 5)) {
            return AudioFiles.readAll(reader);
        }
    }
}
