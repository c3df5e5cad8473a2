// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyframesTest {

    private static double at(Keyframes curve, double seconds) {
        double[] out = new double[1];
        curve.at(seconds, out);
        return out[0];
    }

    @ParameterizedTest
    @CsvSource({"-5, 1", "0, 1", "2, 1", "3, 2", "4, 3", "5, 1", "6, -1", "100, -1"})
    void isStraightBetweenPointsAndLevelOutside(double seconds, double expected) {
        Keyframes curve = Keyframes.parse("2:1,4:3, 6:-1", -10, 10);
        assertEquals(expected, at(curve, seconds), 1e-12);
        assertFalse(curve.is(0));
    }

    @Test
    void aNumberIsACurveToo() {
        assertEquals(-6.5, at(Keyframes.parse(" -6.5", -60, 24), 3));
        assertTrue(Keyframes.parse("0", -1, 1).is(0));
        assertTrue(Keyframes.parse("3:0,5:0", -1, 1).is(0));
    }

    @Test
    void everyValueMovesByItself() {
        Keyframes curve =
                new Keyframes(List.of(new Keyframes.Point(0, 1, 0), new Keyframes.Point(10, 0, 1)));
        double[] out = new double[2];
        curve.at(2.5, out);
        assertArrayEquals(new double[] {0.75, 0.25}, out, 1e-12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''        | give a number, or SECONDS:NUMBER,SECONDS:NUMBER,...
                    x         | 'x' is no number
                    25        | 25 is outside -60..24
                    NaN       | NaN is outside -60..24
                    0:0,5:-61 | -61 is outside -60..24
                    0:0,6     | '6' has no time: several need SECONDS:NUMBER each
                    0:0,      | '' has no time: several need SECONDS:NUMBER each
                    -1:0      | a time of -1 s is not 0 or more
                    x:0       | 'x' is no number
                    Infinity:0 | a time of Infinity s is not 0 or more
                    5:0,5:1   | the keyframe at 5 s does not come after the one at 5 s: give them in the order of time
                    5:0,2.5:1 | the keyframe at 2.5 s does not come after the one at 5 s: give them in the order of time
                    """)
    void whatIsNoCurve(String text, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> Keyframes.parse(text, -60, 24))
                        .getMessage());
    }
}
