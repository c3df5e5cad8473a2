// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FeatureSpecBuilder;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.LogMel;

class GriffinLimTest {

    private static final FeatureSpec FULL = Profile.TEXTURE.builder().coefficients(64).build();

    private static float[] render(FrameMatrix frames, FeatureSpec spec, int leastFrames, int count)
            throws IOException {
        return new GriffinLim(spec, 1, 8, leastFrames).render(FrameSource.of(frames), count);
    }

    /** Phases go on from part to part: no join cancels or doubles a sine. */
    @ParameterizedTest
    @CsvSource({"40", "41", "77"})
    void joinsAreNotHeard(int partFrames) throws IOException {
        float[] sine = Sounds.sine(30_000, 0.25, 1000.0 / 44_100);
        FrameMatrix frames = Sounds.mfcc(FULL, sine);
        float[] copy = render(frames, FULL, partFrames, sine.length);
        for (int from = 1024; from + 441 < sine.length - 1024; from += 441) {
            double db = Sounds.levelDb(copy, from, from + 441);
            // Ten periods of a sine at a quarter of full scale; a join in the wrong phase loses
            // 3 dB and more. In one part it wavers by 0.3 dB.
            assertEquals(20 * Math.log10(0.25 / Math.sqrt(2)), db, 1, "at sample " + from);
        }
    }

    /** Also where there are no sub-frames, or odd ones, and off centre. */
    @Test
    void partsAreAsGoodAsTheWhole() throws IOException {
        FeatureSpecBuilder builder =
                Profile.TEXTURE.builder().sampleRateHz(22_050).fftSize(256).melBands(40);
        List<FeatureSpec> specs =
                List.of(
                        builder.hopSamples(32).build(),
                        builder.hopSamples(61).build(),
                        builder.hopSamples(128).center(false).build());
        float[] noise = Sounds.noise(22_050, 0.1, 3);
        AudioClip original = new AudioClip(noise, 22_050);
        for (FeatureSpec spec : specs) {
            FrameMatrix frames = Sounds.mfcc(spec, noise);
            float[] parts = render(frames, spec, 60, noise.length);
            float[] whole = render(frames, spec, 100_000, noise.length);
            double distance =
                    LevelDistance.aligned(
                            LogMel.of(original), LogMel.of(new AudioClip(parts, 22_050)));
            double least =
                    LevelDistance.aligned(
                            LogMel.of(original), LogMel.of(new AudioClip(whole, 22_050)));
            assertEquals(least, distance, 0.1, spec.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "1000", "7777"})
    void blocksOfAnySizeAreTheSameSound(int block) throws IOException {
        float[] noise = Sounds.noise(12_000, 0.1, 3);
        FrameMatrix frames = Sounds.mfcc(FULL, noise);
        float[] whole = render(frames, FULL, 40, noise.length);
        float[] read = new float[noise.length];
        GriffinLim griffinLim = new GriffinLim(FULL, 1, 8, 40);
        try (SampleReader reader = griffinLim.reader(FrameSource.of(frames), noise.length)) {
            int n = 0;
            while (n < read.length) {
                n += reader.read(read, n, Math.min(block, read.length - n));
            }
            assertEquals(-1, reader.read(new float[1], 0, 1));
        }
        assertArrayEquals(whole, read);
    }

    /** As many frames as a part holds, one more, one less, and where only an overlap is left. */
    @ParameterizedTest
    @CsvSource({"0", "1", "2", "39", "40", "41", "63", "64"})
    void anyNumberOfFramesIsRendered(int count) throws IOException {
        FrameMatrix all = Sounds.mfcc(FULL, Sounds.noise(128 * 70, 0.1, 3));
        FrameMatrix frames =
                new FrameMatrix(java.util.Arrays.copyOf(all.values(), count * 64), count, 64);
        float[] copy = render(frames, FULL, 40, 128 * count);
        if (count > 8) {
            int to = 128 * count;
            assertEquals(-20, Sounds.levelDb(copy, to - 512, to), 2, count + " frames");
        }
    }

    @Test
    void roundsAreChecked() {
        assertEquals(
                "rounds 1001 is outside 0..1000",
                assertThrows(IllegalArgumentException.class, () -> new GriffinLim(FULL, 1, 1001))
                        .getMessage());
    }
}
