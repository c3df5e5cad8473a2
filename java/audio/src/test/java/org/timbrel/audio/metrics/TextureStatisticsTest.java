// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The statistics where their values are known. */
class TextureStatisticsTest {

    private static final int RATE_HZ = 44_100;

    /** Gaussian noise: envelopes are Rayleigh, with these moments, and bands are independent. */
    @Test
    void noiseHasRayleighEnvelopes() {
        CochlearBank bank = new CochlearBank(RATE_HZ);
        assertEquals(65_536, bank.segmentSamples());
        SplittableRandom random = new SplittableRandom(1);
        float[] noise = new float[bank.segmentSamples()];
        for (int i = 0; i < noise.length; i++) {
            // Loud: TexStat's own 1e-8 in the denominators must not matter.
            noise[i] = (float) random.nextGaussian();
        }
        TextureStatistics s = TextureStatistics.of(noise, 0, bank);
        double pi = Math.PI;
        double variance = 4 / pi - 1;
        double skewness = 2 * Math.sqrt(pi) * (pi - 3) / Math.pow(4 - pi, 1.5);
        double kurtosis = 3 - (6 * pi * pi - 24 * pi + 16) / ((4 - pi) * (4 - pi));
        for (int b = 6; b < CochlearBank.BANDS; b++) {
            // About a thousand independent values in the narrowest of these bands.
            assertEquals(0.1 * variance, s.moments()[b][1], 0.1 * 0.05, "band " + b);
            assertEquals(0.01 * skewness, s.moments()[b][2], 0.01 * 0.3, "band " + b);
            assertEquals(0.001 * kurtosis, s.moments()[b][3], 0.001 * 1.0, "band " + b);
        }
        // Bands 0 and 15 share nothing; neighbours overlap.
        assertEquals(0, s.correlations()[CochlearBank.BANDS - 2], 0.2);
        assertTrue(s.correlations()[s.correlations().length - 1] > 0.02);
    }

    /** An envelope that moves at one rate has all its movement in that modulation band. */
    @Test
    void aTremoloIsInItsModulationBand() {
        CochlearBank bank = new CochlearBank(RATE_HZ);
        int size = bank.segmentSamples();
        double binHz = (double) RATE_HZ / size;
        // Centres are equally spaced in log between 10 Hz and a sixteenth of the rate.
        double centre = 10 * Math.pow(RATE_HZ / 16.0 / 10, 2.0 / 7);
        double tremolo = Math.rint(centre / binHz) * binHz;
        float[] tone = new float[size];
        for (int i = 0; i < size; i++) {
            double t = (double) i / RATE_HZ;
            double depth = 1 + 0.5 * Math.cos(2 * Math.PI * tremolo * t);
            tone[i] = (float) (0.1 * depth * Math.sin(2 * Math.PI * 3000 * t));
        }
        TextureStatistics s = TextureStatistics.of(tone, 0, bank);
        int loudest = 0;
        for (int b = 0; b < CochlearBank.BANDS; b++) {
            loudest = s.moments()[b][0] > s.moments()[loudest][0] ? b : loudest;
        }
        assertEquals(1, s.modulation()[loudest][1], 0.05);
        assertTrue(s.modulation()[loudest][4] < 0.05);
    }
}
