// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.app.Keyframes.Point;

class LiveCurveTest {

    private static double at(Curve curve, double seconds) {
        double[] out = new double[1];
        curve.at(seconds, out);
        return out[0];
    }

    @Test
    void beginsAsItsKeyframes() {
        Keyframes frames =
                new Keyframes(
                        List.of(new Point(1, 2, 10), new Point(3, 4, 30), new Point(4, 0, 0)));
        LiveCurve live = new LiveCurve(frames);
        double[] expected = new double[2];
        double[] out = new double[2];
        for (double seconds = -1; seconds < 6; seconds += 0.125) {
            frames.at(seconds, expected);
            live.at(seconds, out);
            assertArrayEquals(expected, out, 1e-12, "at " + seconds);
        }
    }

    @Test
    void glidesFromWhereItIs() {
        LiveCurve curve = new LiveCurve(Keyframes.constant(1));
        curve.glide(10, 2, 5);
        assertEquals(1, at(curve, 9.9));
        assertEquals(1, at(curve, 10));
        assertEquals(3, at(curve, 11));
        assertEquals(5, at(curve, 12));
        assertEquals(5, at(curve, 1e6));
        // On the way elsewhere: what was before stays, what was to come does not.
        curve.glide(11, 1, 0);
        assertEquals(2, at(curve, 10.5));
        assertEquals(3, at(curve, 11));
        assertEquals(1.5, at(curve, 11.5));
        assertEquals(0, at(curve, 12));
    }

    @Test
    void whatWasFollowedStaysToTheBit() {
        LiveCurve curve =
                new LiveCurve(new Keyframes(List.of(new Point(0, 0.1), new Point(3, 0.7))));
        double[] before = new double[100];
        for (int k = 0; k < before.length; k++) {
            before[k] = at(curve, 0.017 * k);
        }
        curve.glide(0.017 * 99, 0.3, 0.2);
        for (int k = 0; k < before.length; k++) {
            assertEquals(before[k], at(curve, 0.017 * k), "at " + k);
        }
    }

    @Test
    void aGlideOfNoTimeIsAStep() {
        LiveCurve curve = new LiveCurve(Keyframes.constant(1));
        curve.glide(2, 0, 7);
        curve.glide(2, 0, 8);
        assertEquals(1, at(curve, Math.nextDown(2.0)));
        assertEquals(8, at(curve, 2));
        assertEquals(8, at(curve, 3));
    }

    @Test
    void keepsAMinuteOfItsPast() {
        LiveCurve curve = new LiveCurve(Keyframes.constant(0));
        for (int k = 1; k <= 100_000; k++) {
            curve.glide(k * 0.01, 0, k);
            if (k % 997 == 0) {
                double past = Math.max(0, k * 0.01 - 59.9);
                assertEquals(Math.floor(past * 100 + 1e-6), at(curve, past + 1e-9));
            }
        }
    }

    @Test
    void refusesWhatIsNoGlide() {
        LiveCurve curve = new LiveCurve(Keyframes.constant(1));
        assertThrows(IllegalArgumentException.class, () -> curve.glide(1, 1, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> curve.glide(Double.NaN, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> curve.glide(1, -1, 2));
        assertThrows(
                IllegalArgumentException.class, () -> curve.glide(1, Double.POSITIVE_INFINITY, 2));
        assertEquals(1, at(curve, 5));
    }
}
