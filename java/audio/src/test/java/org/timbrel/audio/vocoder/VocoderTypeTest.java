// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FeatureSpecBuilder;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;

/** The types by name, and what each of them refuses. */
class VocoderTypeTest {

    private static final FeatureSpec TEXTURE = Profile.TEXTURE.spec();
    private static final FeatureSpec PITCHED = Profile.TEXTURE.builder().pitch(Specs.RANGE).build();

    @Test
    void namesAreTheCommandLines() {
        assertEquals(VocoderType.GRIFFIN_LIM, VocoderType.named("griffin-lim"));
        assertEquals(VocoderType.NOISE, VocoderType.auto(TEXTURE));
        assertEquals(VocoderType.PHASE, VocoderType.auto(Profile.LIBROSA.spec()));
        assertEquals(VocoderType.HARMONIC, VocoderType.auto(Profile.PITCHED.spec()));
        assertEquals(
                "no vocoder is called \"x\"; there are: auto, noise, harmonic, phase, griffin-lim, mosaic",
                assertThrows(IllegalArgumentException.class, () -> VocoderType.named("x"))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> VocoderType.GRIFFIN_LIM.open(TEXTURE, 1));
        assertThrows(IllegalStateException.class, () -> VocoderType.MOSAIC.open(TEXTURE, 1));
    }

    @ParameterizedTest
    @EnumSource
    void badFramesAreRefusedWithTheirNumber(VocoderType type) throws IOException {
        FrameMatrix frames = Sounds.vectors(PITCHED, Sounds.noise(3000, 0.1, 1));
        float[] values = frames.values();
        int fifth = 5 * frames.dims();
        values[fifth + 3] = Float.NaN;
        assertRefused(type, frames, "frame 5 is NaN in coefficient 3");
        values[fifth + 3] = Float.NEGATIVE_INFINITY;
        assertRefused(type, frames, "frame 5 is -Infinity in coefficient 3");
        values[fifth + 3] = 0;
        String[] names = {"its log f0", "its voicing", "the voicing of band 0"};
        for (int i = 0; i < names.length; i++) {
            int at = fifth + PITCHED.coefficients() + i;
            float right = values[at];
            values[at] = Float.NaN;
            assertRefused(type, frames, "frame 5 is NaN in " + names[i]);
            values[at] = right;
        }
        values[7 * frames.dims()] = 4000;
        assertRefused(type, frames, "frame 7 reaches ");
    }

    private static void assertRefused(VocoderType type, FrameMatrix frames, String message)
            throws IOException {
        VocoderSettings settings = settings();
        AudioFormatException refused =
                assertThrows(
                        AudioFormatException.class,
                        () -> type.render(frames, PITCHED, settings, 3000));
        assertTrue(refused.getMessage().startsWith(message), refused.getMessage());
        assertThrows(
                AudioFormatException.class,
                () -> VocoderType.auto(PITCHED, FrameSource.of(frames)));
    }

    private static VocoderSettings settings() throws IOException {
        AudioClip corpus = new AudioClip(Sounds.noise(3000, 0.1, 2), PITCHED.sampleRateHz());
        return new VocoderSettings(1, MosaicCorpus.of(corpus, PITCHED));
    }

    /** As a network may give them: what is finite and not too loud is a sound, however absurd. */
    @ParameterizedTest
    @EnumSource
    void absurdFramesGiveFiniteSound(VocoderType type) throws IOException {
        for (int value : new int[] {0, PITCHED.coefficients(), PITCHED.coefficients() + 1}) {
            FrameMatrix frames = Sounds.vectors(PITCHED, Sounds.noise(3000, 0.1, 1));
            for (int t = 5; t < 15; t++) {
                frames.values()[t * frames.dims() + value] = -1e30f;
            }
            for (float sample : type.render(frames, PITCHED, settings(), 3000)) {
                assertTrue(Math.abs(sample) < 8, type + " gives " + sample);
            }
        }
    }

    /** What fails in a generator is no fault of the frames. */
    @ParameterizedTest
    @EnumSource
    void faultsOfTheSourceStayWhatTheyAre(VocoderType type) throws IOException {
        FrameSource faulty =
                vector -> {
                    throw new IllegalArgumentException("of the source");
                };
        SampleReader reader = type.reader(faulty, PITCHED, settings());
        assertEquals(
                "of the source",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> reader.read(new float[100], 0, 100))
                        .getMessage());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MOSAIC")
    void specsThatCannotBeUndoneAreRefused(VocoderType type) {
        FeatureSpecBuilder builder =
                Profile.TEXTURE.builder().coefficients(20).pitch(Specs.texture(type).pitch());
        assertSpecRefused(
                type,
                builder.hopSamples(512).build(),
                "hopSamples 512 leaves gaps between windows of 512 samples: no sound comes back;"
                        + " use at most 256");
        assertSpecRefused(
                type,
                builder.hopSamples(128).lifter(2).build(),
                "lifter 2 has zeroed coefficient 2: it cannot be undone; use a longer lifter or"
                        + " fewer coefficients");
        assertSpecRefused(
                type,
                builder.lifter(0).fminHz(90).fmaxHz(150.0).coefficients(1).melBands(1).build(),
                "none of the 1 mel bands holds an FFT bin: use fewer mel bands or a longer FFT");
    }

    private static void assertSpecRefused(VocoderType type, FeatureSpec spec, String message) {
        FrameMatrix none = new FrameMatrix(new float[0], 0, spec.vectorSize());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> type.render(none, spec, 1, 0));
        assertEquals(message, refused.getMessage());
    }
}
