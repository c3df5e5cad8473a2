// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FeatureSpecBuilder;
import org.timbrel.audio.features.MelNorm;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.pitch.PitchRange;

/** Specs that differ in what a vocoder has to undo. */
final class Specs {

    private static final FeatureSpec TEXTURE = Profile.TEXTURE.spec();

    static final PitchRange RANGE = new PitchRange(90, 1200);

    private Specs() {}

    /** The texture profile, with pitch for a vocoder that needs it. */
    static FeatureSpec texture(VocoderType type) {
        return type == VocoderType.HARMONIC
                ? Profile.TEXTURE.builder().pitch(RANGE).build()
                : TEXTURE;
    }

    static FeatureSpec full(VocoderType type) {
        FeatureSpecBuilder builder = Profile.TEXTURE.builder().coefficients(64);
        return (type == VocoderType.HARMONIC ? builder.pitch(RANGE) : builder).build();
    }

    /** Specs that differ in what the inverse has to undo. */
    static List<FeatureSpec> specs() {
        FeatureSpecBuilder small = Profile.TEXTURE.builder().sampleRateHz(22050).fftSize(256);
        return List.of(
                TEXTURE,
                Profile.TEXTURE.builder().coefficients(64).build(),
                Profile.LIBROSA.spec(),
                Profile.KALDI.spec(),
                Profile.KALDI.builder().center(true).build(),
                Profile.HTK.spec(),
                Profile.TORCHAUDIO.spec(),
                small.hopSamples(64).melBands(32).coefficients(32).dctType(3).build(),
                small.hopSamples(61).melScale(MelScale.HTK).melNorm(MelNorm.NONE).build(),
                small.hopSamples(100).lifter(22).dctType(2).center(false).build(),
                small.hopSamples(128).window(WindowShape.HAMMING).build(),
                small.hopSamples(17).fminHz(100).fmaxHz(8000.0).topDb(60.0).build(),
                // JTransforms takes another way at lengths that are no power of two.
                small.fftSize(400).hopSamples(160).topDb(null).lifter(0).center(true).build());
    }

    /** As above, with pitch. */
    static List<FeatureSpec> pitchedSpecs() {
        FeatureSpecBuilder small =
                Profile.PITCHED.builder().sampleRateHz(22050).fftSize(512).pitch(RANGE);
        return List.of(
                Profile.PITCHED.spec(),
                small.hopSamples(128).melBands(60).coefficients(60).build(),
                small.hopSamples(61).melScale(MelScale.HTK).melNorm(MelNorm.NONE).build(),
                small.hopSamples(200).lifter(22).coefficients(40).center(false).build(),
                // Hops too long for a look at the next frame.
                small.hopSamples(250).window(WindowShape.HAMMING).build(),
                small.hopSamples(64).fminHz(100).fmaxHz(8000.0).lifter(0).center(true).build());
    }

    static Stream<Arguments> everyWay() {
        // Grains are tested for themselves.
        return Arrays.stream(VocoderType.values())
                .filter(t -> !t.needsCorpus())
                .flatMap(
                        t ->
                                (t == VocoderType.HARMONIC ? pitchedSpecs() : specs())
                                        .stream().map(s -> Arguments.of(t, s)));
    }
}
