// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Filters, modes, the sine table, the room and the limiter against their closed forms. */
class ResonatorTest {

    private static final double RATE = 44_100;

    @Test
    void modeIsADecayingSine() {
        ModeBank modes = new ModeBank();
        modes.strike(1_000, 0.5, 0.01);
        for (int i = 0; i < 4_000; i++) {
            double seconds = i / RATE;
            double expected =
                    0.5 * Math.exp(-seconds / 0.01) * Math.sin(2 * Math.PI * 1_000 * seconds);
            assertEquals(expected, modes.next(), 1e-12 * (1 + i));
        }
    }

    @Test
    void modeRisesAtItsRate() {
        ModeBank modes = new ModeBank();
        modes.strike(500, 1, 10, 2_000);
        for (int i = 0; i < 4_000; i++) {
            // The turn of sample j is that of 500 + 2000 j/rate hertz.
            double turns = (500 * i + 2_000 / RATE * i * (i - 1) / 2) / RATE;
            double expected = Math.exp(-i / RATE / 10) * Math.sin(2 * Math.PI * turns);
            assertEquals(expected, modes.next(), 1e-9);
        }
    }

    @Test
    void modesStopAndManyCanSound() {
        ModeBank modes = new ModeBank();
        for (int i = 0; i < 1_000; i++) {
            modes.strike(100 + i, 1, 0.001 + 1e-6 * i);
        }
        modes.strike(20_000, 1, 1);
        for (int i = 0; i < 1_000; i++) {
            modes.next();
        }
        assertEquals(0, modes.next());
    }

    @Test
    void sineTableIsASine() {
        for (double turns = 0; turns < 3; turns += 0.000_37) {
            assertEquals(Math.sin(2 * Math.PI * turns), Sine.ofTurns(turns), 4e-7);
        }
    }

    @Test
    void stateVariableFilterPassesItsCentre() {
        for (double hz : new double[] {50, 997, 9_000}) {
            assertEquals(1, gain(new StateVariableFilter(hz, 5)::band, hz), 1e-3);
            // An octave off centre at this Q: 1/√(1 + Q²·1.5²), below the warping of the top
            // octave.
            if (hz < 1_000) {
                assertEquals(0.132, gain(new StateVariableFilter(hz, 5)::band, 2 * hz), 2e-3);
            }
            double flattest = Math.sqrt(0.5);
            assertEquals(flattest, gain(new StateVariableFilter(hz, flattest)::low, hz), 1e-3);
            assertEquals(flattest, gain(new StateVariableFilter(hz, flattest)::high, hz), 1e-3);
        }
    }

    @Test
    void onePoleIsThreeDecibelsDownAtItsCutoff() {
        // The high-pass is what the low-pass leaves, half a sample late: 1.5 % at this cutoff.
        assertEquals(Math.sqrt(0.5), gain(new OnePole(200)::low, 200), 0.015);
        assertEquals(Math.sqrt(0.5), gain(new OnePole(200)::high, 200), 0.015);
        OnePole lag = OnePole.lag(0.1);
        double step = 0;
        for (int i = 0; i < 4_410; i++) {
            step = lag.low(1);
        }
        assertEquals(1 - Math.exp(-1), step, 1e-3);
    }

    /** RMS out over RMS in for a sine, once it has settled. */
    private static double gain(DoubleUnaryOperator filter, double hz) {
        double in = 0;
        double out = 0;
        for (int i = 0; i < 2 * 44_100; i++) {
            double x = Math.sin(2 * Math.PI * hz * i / RATE);
            double y = filter.applyAsDouble(x);
            if (i >= 44_100) {
                in += x * x;
                out += y * y;
            }
        }
        return Math.sqrt(out / in);
    }

    @Test
    void roomDiesAwayInItsTime() {
        Room room = new Room(0.8, 15_000);
        double early = 0;
        double late = 0;
        for (int i = 0; i < 44_100; i++) {
            double y = room.next(i == 0 ? 1 : 0);
            early += i >= 4_410 && i < 8_820 ? y * y : 0;
            late += i >= 22_050 && i < 26_460 ? y * y : 0;
        }
        // 0.4 s apart is half the decay time: 30 dB, and a few more for the treble.
        double fallDb = 10 * Math.log10(early / late);
        assertTrue(fallDb > 28 && fallDb < 38, "fell by " + fallDb + " dB");
    }

    @Test
    void limiterIsTransparentBelowTheKneeAndNeverReachesTheCeiling() {
        double last = -1;
        for (double x = -40; x <= 40; x += 0.01) {
            double y = SoftLimiter.limit(x);
            assertTrue(Math.abs(y) < SoftLimiter.CEILING);
            assertTrue(y > last, "monotonic at " + x);
            last = y;
            if (Math.abs(x) <= SoftLimiter.KNEE) {
                assertEquals(x, y);
            }
        }
        // The slope does not jump at the knee.
        double knee = SoftLimiter.KNEE;
        assertEquals(1e-6, SoftLimiter.limit(knee + 1e-6) - knee, 1e-10);
    }
}
