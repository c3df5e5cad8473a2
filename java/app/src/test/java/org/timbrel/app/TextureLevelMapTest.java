// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.nn.texture.LevelMap;

/** The linear map of levels against the way from cepstra to levels that vocoders take. */
class TextureLevelMapTest {

    @ParameterizedTest
    @EnumSource(Profile.class)
    void givesTheLevelsAndTheWayBack(Profile profile) {
        FeatureSpec spec = profile.spec();
        LevelMap map = TextureLevelMap.of(spec);
        if (spec.convention().energy()) {
            assertSame(LevelMap.NONE, map);
            return;
        }
        int dims = spec.vectorSize();
        int bands = spec.melBands();
        CepstralFrames cepstra = new CepstralFrames(spec);
        Random random = new Random(3);
        float[] frame = new float[dims];
        for (int d = 0; d < dims; d++) {
            frame[d] = (float) random.nextGaussian();
        }
        double[] expected = new double[bands];
        cepstra.levels(frame, 0, expected);
        for (int b = 0; b < bands; b++) {
            double level = map.offset()[b];
            for (int d = 0; d < dims; d++) {
                level += (double) frame[d] * map.matrix()[d * bands + b];
            }
            // Floats of some tens of decibels, summed over tens of coefficients.
            assertEquals(expected[b], level, 1e-4 + 1e-5 * Math.abs(expected[b]), "band " + b);
        }
        double[] change = new double[bands];
        double[] changed = expected.clone();
        for (int b = 0; b < bands; b++) {
            change[b] = random.nextGaussian();
            changed[b] += change[b];
        }
        float[] moved = new float[dims];
        cepstra.cepstra(changed, moved, 0);
        for (int d = 0; d < dims; d++) {
            double value = d < spec.coefficients() ? frame[d] : 0;
            for (int b = 0; b < bands; b++) {
                value += change[b] * map.back()[b * dims + d];
            }
            assertEquals(moved[d], value, 1e-4 + 1e-4 * Math.abs(value), "value " + d);
        }
    }
}
