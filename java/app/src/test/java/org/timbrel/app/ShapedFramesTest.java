// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;
import org.timbrel.audio.features.Profile;

class ShapedFramesTest {

    private static final FeatureSpec SPEC = Profile.TEXTURE.spec();

    /** Frames of about -40 dB, [count, vectorSize]. */
    private static float[] frames(int count) {
        CepstralFrames cepstra = new CepstralFrames(SPEC);
        Random random = new Random(1);
        float[] frames = new float[count * SPEC.vectorSize()];
        for (int t = 0; t < count; t++) {
            double[] level = random.doubles(SPEC.melBands()).map(x -> -40 + 5 * x).toArray();
            cepstra.cepstra(level, frames, t * SPEC.vectorSize());
        }
        return frames;
    }

    private static double[] levels(float[] frames, int t) {
        double[] level = new double[SPEC.melBands()];
        new CepstralFrames(SPEC).levels(frames, t * SPEC.vectorSize(), level);
        return level;
    }

    private static float[] shaped(float[] frames, long first, String loudness, String brightness) {
        float[] copy = frames.clone();
        new ShapedFrames(FrameCurves.parse(loudness, brightness), SPEC)
                .shape(first, copy, copy.length / SPEC.vectorSize());
        return copy;
    }

    @Test
    void withoutCurvesNoBitChanges() {
        float[] frames = frames(3);
        assertArrayEquals(frames, shaped(frames, 5, "0", "0"));
    }

    @Test
    void loudnessMovesAllBandsOverTime() {
        float[] frames = frames(2);
        int second = (int) Math.round(SPEC.framesPerSecond());
        float[] louder = shaped(frames, second, "0:0,2:-24", "0");
        for (int t = 0; t < 2; t++) {
            double[] before = levels(frames, t);
            double[] after = levels(louder, t);
            double expected = -12 * (second + t) / SPEC.framesPerSecond();
            for (int b = 0; b < before.length; b++) {
                // Cepstra are single: 40 of them sum to about 1e-5 dB.
                assertEquals(expected, after[b] - before[b], 1e-3);
            }
        }
    }

    @Test
    void brightnessTiltsAroundAThousandHertz() {
        float[] frames = frames(1);
        double[] before = levels(frames, 0);
        double[] after = levels(shaped(frames, 0, "0", "3"), 0);
        double[] edges = MelFilterbank.edgesHz(SPEC);
        double worst = 0;
        for (int b = 0; b < before.length; b++) {
            double octaves = Math.log(edges[b + 1] / 1000) / Math.log(2);
            // 40 cepstra bend where the lowest bands are octaves apart.
            if (edges[b + 1] > 200) {
                worst = Math.max(worst, Math.abs(after[b] - before[b] - 3 * octaves));
            }
        }
        assertEquals(0, worst, 0.5);
    }

    @Test
    void aFrameIsShapedAlikeInChunksOfAnySize() {
        float[] frames = frames(4);
        float[] whole = shaped(frames, 0, "0:0,0.01:6", "0:-2,1:2");
        int half = frames.length / 2;
        float[] second =
                shaped(
                        Arrays.copyOfRange(frames, half, frames.length),
                        2,
                        "0:0,0.01:6",
                        "0:-2,1:2");
        assertArrayEquals(Arrays.copyOfRange(whole, half, whole.length), second);
    }
}
