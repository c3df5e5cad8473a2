// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MelFilterbankTest {

    @ParameterizedTest
    @EnumSource
    void scalesInvertAndRise(MelScale scale) {
        double last = -1;
        for (double hz = 0; hz < 22050; hz += 37.3) {
            double mel = scale.melOf(hz);
            assertTrue(mel > last);
            last = mel;
            assertEquals(hz, scale.hzOf(mel), 1e-8 * (1 + hz));
        }
    }

    @Test
    void publishedPointsOfTheScales() {
        // Slaney's Auditory Toolbox: 1 kHz is the 15th linear step, 6.4 kHz 27 steps on.
        assertEquals(15, MelScale.SLANEY.melOf(1000), 1e-12);
        assertEquals(42, MelScale.SLANEY.melOf(6400), 1e-12);
        // The HTK book: 1000 Hz is 1000 mel within a hundredth.
        assertEquals(1000, MelScale.HTK.melOf(1000), 0.02);
    }

    /** Between the outer centres, neighbouring triangles of peak 1 sum to 1 at every bin. */
    @Test
    void unscaledTrianglesOverlapToOne() {
        FeatureSpec spec =
                Profile.LIBROSA.builder().melNorm(MelNorm.NONE).melBands(40).fminHz(100).build();
        MelFilterbank bank = new MelFilterbank(spec);
        double[] edges = MelFilterbank.edgesHz(spec);
        double binHz = 22050.0 / 2048;
        for (int k = 0; k <= 1024; k++) {
            double sum = 0;
            for (int b = 0; b < bank.bands(); b++) {
                sum += bank.weight(b, k);
            }
            if (k * binHz >= edges[1] && k * binHz <= edges[40]) {
                assertEquals(1, sum, 1e-9, "bin " + k);
            }
            if (k * binHz <= edges[0]) {
                assertEquals(0, sum, 0.0, "bin " + k);
            }
        }
    }

    /**
     * With area norm, a flat spectrum of density 1 a Hz gives every wide band power 1 / bin width.
     */
    @Test
    void scaledTrianglesHaveArea1() {
        FeatureSpec spec = Profile.LIBROSA.builder().fftSize(8192).melBands(20).build();
        MelFilterbank bank = new MelFilterbank(spec);
        double binHz = 22050.0 / 8192;
        for (int b = 0; b < 20; b++) {
            double sum = 0;
            for (int k = 0; k <= 4096; k++) {
                sum += bank.weight(b, k);
            }
            assertEquals(1 / binHz, sum, 0.01 / binHz, "band " + b);
        }
    }

    @Test
    void sparseIsTheSameAsDense() {
        FeatureSpec spec = Profile.TEXTURE.spec();
        MelFilterbank bank = new MelFilterbank(spec);
        int frames = 3;
        double[][] power = new double[257][frames];
        for (int k = 0; k < power.length; k++) {
            for (int t = 0; t < frames; t++) {
                power[k][t] = 1 + Math.sin(k + t);
            }
        }
        float[] mel = new float[frames * 64];
        bank.apply(power, frames, new double[frames + 1], mel);
        for (int t = 0; t < frames; t++) {
            for (int b = 0; b < 64; b++) {
                double sum = 0;
                for (int k = 0; k < power.length; k++) {
                    sum += bank.weight(b, k) * power[k][t];
                }
                assertEquals(sum, mel[t * 64 + b], 1e-6 * sum);
            }
        }
    }
}
