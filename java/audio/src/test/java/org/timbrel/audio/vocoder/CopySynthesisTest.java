// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.texture.ProceduralTexture;

/** What goes in comes out: its level, its frequencies, its place. */
class CopySynthesisTest {

    private static final FeatureSpec TEXTURE = Profile.TEXTURE.spec();

    @ParameterizedTest
    @MethodSource("org.timbrel.audio.vocoder.Specs#everyWay")
    void noiseKeepsItsLevel(VocoderType type, FeatureSpec spec) throws IOException {
        int length = 10 * spec.fftSize() + 22_050;
        float[] noise = Sounds.noise(length, 0.1, 3);
        float[] copy = type.render(Sounds.vectors(spec, noise), spec, 1, length);
        // Uncentred frames know little of their first and last window.
        int from = spec.fftSize();
        int to = length - 2 * spec.fftSize();
        double error = Sounds.levelDb(copy, from, to) - Sounds.levelDb(noise, from, to);
        // What lies outside the bands is not there to come back.
        double band = 2 * (spec.fmaxHz() - spec.fminHz()) / spec.sampleRateHz();
        // A mean of logarithms is below the logarithm of the mean: cut off cepstra average bands,
        // and columns between frames average those, the more the less frames overlap.
        double tolerance = 2 * spec.hopSamples() < spec.windowSamples() ? 1 : 1.2;
        assertEquals(10 * Math.log10(band), error, tolerance, type + " " + spec);
    }

    /** Within a spacing of the bands, or half a period of the last cosine that was kept. */
    @ParameterizedTest
    @MethodSource("org.timbrel.audio.vocoder.Specs#everyWay")
    void aSineKeepsItsFrequency(VocoderType type, FeatureSpec spec) throws IOException {
        int rate = spec.sampleRateHz();
        MelScale scale = spec.melScale();
        double spacing =
                (scale.melOf(spec.fmaxHz()) - scale.melOf(spec.fminHz())) / (spec.melBands() + 1);
        double bound = spacing * Math.max(1, (double) spec.melBands() / spec.coefficients());
        for (double hz : new double[] {1000, 3000}) {
            float[] sine = Sounds.sine(2 * rate, 0.25, hz / rate);
            float[] copy = type.render(Sounds.vectors(spec, sine), spec, 1, sine.length);
            double found = Sounds.peakHz(copy, rate / 2, rate);
            String what = type + " " + hz + " Hz " + spec;
            assertEquals(scale.melOf(hz), scale.melOf(found), bound, what);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void aSineKeepsItsLevel(VocoderType type) throws IOException {
        float[] sine = Sounds.sine(44100, 0.25, 1000.0 / 44100);
        FeatureSpec spec = Specs.full(type);
        float[] copy = type.render(Sounds.vectors(spec, sine), spec, 1, sine.length);
        double error = Sounds.levelDb(copy, 4000, 40_000) - Sounds.levelDb(sine, 4000, 40_000);
        // Noise one band wide fluctuates by itself.
        assertEquals(0, error, type == VocoderType.NOISE ? 1.5 : 0.2, type.toString());
    }

    @ParameterizedTest
    @MethodSource("org.timbrel.audio.vocoder.Specs#everyWay")
    void silenceIsSilent(VocoderType type, FeatureSpec spec) throws IOException {
        float[] copy =
                type.render(
                        Sounds.vectors(spec, new float[3 * spec.fftSize()]),
                        spec,
                        1,
                        3 * spec.fftSize());
        for (float sample : copy) {
            assertEquals(0, sample);
        }
    }

    /** Between two bursts, as soon as no window reaches them; and the second comes as ever. */
    @ParameterizedTest
    @MethodSource("org.timbrel.audio.vocoder.Specs#everyWay")
    void silenceBetweenSoundsIsSilent(VocoderType type, FeatureSpec spec) throws IOException {
        int burst = 4 * spec.fftSize();
        float[] samples = Sounds.noise(3 * burst, 0.1, 8);
        Arrays.fill(samples, burst, 2 * burst, 0f);
        float[] copy = type.render(Sounds.vectors(spec, samples), spec, 1, samples.length);
        int from = burst + spec.fftSize();
        int to = 2 * burst - spec.fftSize();
        assertTrue(Sounds.levelDb(copy, from, to) < -90, type + " " + spec);
        double after = Sounds.levelDb(copy, 2 * burst + spec.fftSize(), 3 * burst - spec.fftSize());
        assertTrue(after > -25, type + " " + spec + ": " + after);
    }

    /** A click comes out where it went in. */
    @ParameterizedTest
    @MethodSource("org.timbrel.audio.vocoder.Specs#everyWay")
    void soundIsWhereItWas(VocoderType type, FeatureSpec spec) throws IOException {
        int length = 12 * spec.fftSize();
        int begin = 5 * spec.fftSize();
        int end = 7 * spec.fftSize();
        float[] samples = new float[length];
        System.arraycopy(Sounds.noise(end - begin, 0.2, 4), 0, samples, begin, end - begin);
        float[] copy = type.render(Sounds.vectors(spec, samples), spec, 1, length);
        double energy = 0;
        double moment = 0;
        for (int i = 0; i < length; i++) {
            energy += copy[i] * copy[i];
            moment += (double) i * copy[i] * copy[i];
        }
        assertEquals(0.5 * (begin + end), moment / energy, 0.4 * spec.fftSize(), type.toString());
    }

    @Test
    void theNoiseVocoderKeepsBandLevels() throws IOException {
        float[] samples;
        try (SampleReader reader = ProceduralTexture.RAIN.open(2, 3)) {
            samples = AudioFiles.readAll(reader).samples();
        }
        float[] copy =
                VocoderType.NOISE.render(
                        Sounds.vectors(TEXTURE, samples), TEXTURE, 1, samples.length);
        double lm =
                LevelDistance.aligned(
                        LogMel.of(new AudioClip(samples, 44100)),
                        LogMel.of(new AudioClip(copy, 44100)));
        // 1.94 dB; without the band gains it is over 6.
        assertTrue(lm < 2.2, "LM " + lm + " dB");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void anythingThatCanBeExtractedGivesFiniteSound(VocoderType type) throws IOException {
        float[] click = new float[5000];
        click[2500] = 1;
        float[] sweep = new float[5000];
        float[] clipped = new float[5000];
        float[] constant = new float[5000];
        for (int i = 0; i < sweep.length; i++) {
            sweep[i] = (float) Math.sin(5e-5 * Math.PI * i * i);
            clipped[i] = Math.signum(sweep[i]);
            constant[i] = 1;
        }
        for (float[] samples : List.of(click, sweep, clipped, constant, new float[] {1})) {
            for (FeatureSpec spec : List.of(Specs.texture(type), Specs.full(type))) {
                float[] copy = type.render(Sounds.vectors(spec, samples), spec, 1, samples.length);
                for (float sample : copy) {
                    assertTrue(Math.abs(sample) < 8, type + " gives " + sample);
                }
            }
        }
    }
}
