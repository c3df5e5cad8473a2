// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.fourier.WindowShape;

class OverlapAddTest {

    /** Windowed frames of a sound give back the sound, wherever hops fall. */
    @ParameterizedTest
    @CsvSource({
        "HANN, 64, 16",
        "HANN, 64, 17",
        "HANN, 64, 1",
        "HANN, 64, 32",
        "HANN, 64, 40",
        "HAMMING, 64, 31",
        "HAMMING, 64, 44",
        "HANN, 400, 160"
    })
    void analysisAndSynthesisAreTheIdentity(WindowShape shape, int size, int hop) {
        FeatureSpec spec =
                Profile.TEXTURE
                        .builder()
                        .window(shape)
                        .fftSize(size)
                        .hopSamples(hop)
                        .melBands(8)
                        .coefficients(8)
                        .build();
        double[] window = OverlapAdd.window(spec);
        float[] x = Sounds.noise(40 * size, 0.3, 2);
        OverlapAdd overlap = new OverlapAdd(window, new int[1], hop, 0, size);
        float[] out = new float[x.length];
        double[] frame = new double[size];
        int t = 0;
        for (; (t + 1) * hop + size <= x.length; t++) {
            for (int i = 0; i < size; i++) {
                frame[i] = window[i] * x[t * hop + i];
            }
            overlap.add((long) t * hop, frame);
            overlap.take(out, t * hop, hop);
        }
        for (int i = size; i < t * hop; i++) {
            assertEquals(x[i], out[i], 1e-6, "sample " + i);
        }
    }

    /** The first window fades in where too little is known; it never grows. */
    @ParameterizedTest
    @CsvSource({"16", "17", "32"})
    void theEdgesStayBounded(int hop) {
        FeatureSpec spec =
                Profile.TEXTURE
                        .builder()
                        .fftSize(64)
                        .hopSamples(hop)
                        .melBands(8)
                        .coefficients(8)
                        .build();
        double[] window = OverlapAdd.window(spec);
        OverlapAdd overlap = new OverlapAdd(window, new int[1], hop, 0, 64);
        float[] out = new float[hop];
        overlap.add(0, window);
        overlap.take(out, 0, hop);
        for (float sample : out) {
            assertTrue(sample >= 0 && sample <= 1, "" + sample);
        }
    }
}
