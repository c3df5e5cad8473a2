// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;

/** Telephones' rate and the highest of studios: windows are long there, or mel bands empty. */
class OddRatesTest {

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (Profile profile : Profile.values()) {
            for (int rateHz : new int[] {8000, 192_000}) {
                FeatureSpec spec = profile.builder().sampleRateHz(rateHz).build();
                ways.addAll(Way.all(spec));
            }
        }
        return ways;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void noiseComesBackAsLoud(Way way) throws IOException {
        float[] noise = Sounds.noise(Math.max(16_000, way.spec().sampleRateHz()), 0.1, 5);
        float[] copy = way.copy(noise);
        assertEquals(noise.length, copy.length, way.toString());
        int edge = way.spec().fftSize();
        double level = way.levelDb(noise, edge, noise.length - edge);
        double tolerance = AwkwardSound.WHITE_NOISE.lossDb(way);
        assertEquals(level, way.levelDb(copy, edge, noise.length - edge), tolerance, way + "");
    }
}
