// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
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
                assertEquals(truth[b], found[b], 0.5, "band " + b);
                worst = Math.max(worst, Math.abs(truth[b] - plain[b]));
            }
        }
        assertTrue(worst > 10, "without it the worst band is off by " + worst + " dB only");
    }
}
