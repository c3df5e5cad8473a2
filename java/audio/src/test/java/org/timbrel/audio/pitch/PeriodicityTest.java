// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Periods at which a bin lies just in the middle between two harmonics, as rounded. */
class PeriodicityTest {

    private static final int RATE = 44100;
    private static final PitchRange RANGE = new PitchRange(50, 2000);

    private static float[] measure(Periodicity periodicity, double hz, double logF0) {
        float[] tone = Tones.of(t -> hz, 0.2, RATE, k -> 1.0 / k);
        SlidingSamples samples = new SlidingSamples();
        for (float sample : tone) {
            samples.add(sample);
        }
        float[] frame = new float[PitchFrame.SIZE];
        periodicity.measure(samples, tone.length / 2, logF0, frame, 0);
        return frame;
    }

    @Test
    void aBinBetweenTwoHarmonicsBelongsToOneOfThem() {
        double hz = RATE / 428.0;
        // ln of that frequency, its last bits such that a bin's quotient and its product with the
        // spacing of the harmonics are rounded to different sides.
        double logF0 = 4.63509186585314;
        float[] frame =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () -> measure(new Periodicity(RATE, RANGE), hz, logF0));
        // Two cents.
        assertEquals(Math.log(hz), frame[PitchFrame.LOG_F0], 2 * Math.log(2) / 1200);
        assertTrue(frame[PitchFrame.VOICING] > 0.99, "voicing " + frame[PitchFrame.VOICING]);
    }

    /** Every whole and half period: where they divide the transform, bins lie between harmonics. */
    @Test
    void noPeriodGetsStuck() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    Periodicity periodicity = new Periodicity(RATE, RANGE);
                    SlidingSamples noise = new SlidingSamples();
                    for (float sample : Tones.mixed(new float[RATE / 5], 0, 0.1, 3)) {
                        noise.add(sample);
                    }
                    float[] frame = new float[PitchFrame.SIZE];
                    for (int halves = 45; halves <= 1764; halves++) {
                        double logF0 = Math.log(2.0 * RATE / halves);
                        for (int ulps = -2; ulps <= 2; ulps++) {
                            double near = logF0 + ulps * Math.ulp(logF0);
                            periodicity.measure(noise, RATE / 10, near, frame, 0);
                            assertTrue(Float.isFinite(frame[PitchFrame.LOG_F0]));
                        }
                    }
                });
    }
}
