// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.MelFilterbank;
import org.timbrel.audio.features.Profile;

class EmptyBandsTest {

    /** A smooth spectrum with holes at the floor, cut to 40 coefficients, comes back smooth. */
    @Test
    void holesAreTakenOut() {
        FeatureSpec spec = Profile.TORCHAUDIO.spec();
        MelFilterbank bank = new MelFilterbank(spec);
        assertEquals(4, bank.emptyBands());
        CepstralFrames cepstra = new CepstralFrames(spec);
        double[] truth = new double[128];
        for (int b = 0; b < 128; b++) {
            truth[b] = 10 * Math.cos(Math.PI * 3 * (b + 0.5) / 128) - 15;
        }
        // topDb 80 under the loudest, -5.
        double[] holes = truth.clone();
        for (int b = 0; b < 128; b++) {
            holes[b] = bank.binCount(b) == 0 ? -85 : truth[b];
        }
        float[] mfcc = new float[40];
        cepstra.cepstra(holes, mfcc, 0);
        double[] plain = new double[128];
        cepstra.levels(mfcc, 0, plain);
        double[] found = new double[128];
        new CepstrumInverse(spec).apply(mfcc, 0, found);
        double worst = 0;
        for (int b = 0; b < 128; b++) {
            if (bank.binCount(b) > 0) {
                assertEquals(truth[b], found[b], 1, "band " + b);
                worst = Math.max(worst, Math.abs(truth[b] - plain[b]));
            }
        }
        assertTrue(worst > 10, "without it the worst band is off by " + worst + " dB only");
    }

    /** At rates where runs of bands are empty, no level is beyond what the frame had. */
    @ParameterizedTest
    @ValueSource(ints = {44_100, 96_000, 192_000})
    void manyHolesStayWithinTheFrame(int rate) throws IOException {
        FeatureSpec spec = Profile.TORCHAUDIO.builder().sampleRateHz(rate).build();
        float[] noise = Sounds.noise(rate / 4, 0.1, 1);
        FrameMatrix mfcc = Sounds.mfcc(spec, noise);
        CepstrumInverse inverse = new CepstrumInverse(spec);
        double[] found = new double[128];
        for (int t = 0; t < mfcc.frames(); t++) {
            inverse.apply(mfcc.values(), t * mfcc.dims(), found);
            for (int b = 0; b < 128; b++) {
                // White noise under wide bands of this bank is at 10 to 25 dB.
                assertTrue(found[b] < 40, "band " + b + " is at " + found[b] + " dB");
            }
        }
        float[] copy = VocoderType.NOISE.render(mfcc, spec, 1, noise.length);
        double error =
                Sounds.levelDb(copy, 2000, noise.length - 2000)
                        - Sounds.levelDb(noise, 2000, noise.length - 2000);
        // Cut off cepstra average logarithms over bands, and so lie under the mean.
        assertEquals(0, error, 1.3, rate + " Hz");
    }
}
