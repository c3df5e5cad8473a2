// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.jtransforms.fft.DoubleFFT_1D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.audio.metrics.PitchAgreement;

class PitchedSoundTest {

    /** Fails if the sounds or the tracker are wrong: what is known and what is heard agree. */
    @ParameterizedTest
    @EnumSource
    void itsPitchIsWhatItSays(PitchedSound sound) throws IOException {
        TestSound made = sound.make(1, 4);
        PitchAgreement heard = PitchAgreement.of(made.pitchHz(), made.clip());
        assertTrue(heard.rpa50() > 0.97, sound + ": " + heard);
        assertTrue(heard.voicingF1() > 0.93, sound + ": " + heard);
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedIsTheSameSoundWithinTheRange(PitchedSound sound) {
        float[] samples = sound.make(3, 1).clip().samples();
        assertArrayEquals(samples, sound.make(3, 1).clip().samples());
        assertEquals(44_100, samples.length);
        double energy = 0;
        for (float sample : samples) {
            assertTrue(Math.abs(sample) < 1, sound + " has " + sample);
            energy += (double) sample * sample;
        }
        double level = 10 * Math.log10(energy / samples.length);
        // -20 dBFS unless a peak would pass 0.9.
        assertTrue(level > -26 && level < -19, sound + " at " + level + " dB");
    }

    /** A glide up to 622 Hz has its highest harmonics end below 0.45 of the rate. */
    @Test
    void nothingFoldsBack() {
        HarmonicSource source = new HarmonicSource(44_100);
        double[] samples = new double[1 << 15];
        for (int i = 0; i < samples.length; i++) {
            double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / samples.length);
            samples[i] = hann * source.next(3000 + i * 0.01, hz -> 1);
        }
        new DoubleFFT_1D(samples.length).realForward(samples);
        double most = 0;
        double beyond = 0;
        for (int k = 1; k < samples.length / 2; k++) {
            double power =
                    samples[2 * k] * samples[2 * k] + samples[2 * k + 1] * samples[2 * k + 1];
            most = Math.max(most, power);
            if (k > 0.46 * samples.length) {
                beyond = Math.max(beyond, power);
            }
        }
        // Double precision and the straight lines between amplitudes leave less than this.
        assertTrue(
                beyond < 1e-6 * most, "above the top: " + 10 * Math.log10(beyond / most) + " dB");
    }
}
