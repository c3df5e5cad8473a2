// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DecibelsTest {

    // A rounding of levels up to 3,100 dB, and of the table's.
    private static final double TOLERANCE = 1e-12;

    private static void assertLevel(double power) {
        assertEquals(10 * Math.log10(power), Decibels.of(power), TOLERANCE, "power " + power);
    }

    @Test
    void equalsTheLogarithm() {
        for (double power = Double.MIN_NORMAL; power < 1e300; power *= 1.00731) {
            assertLevel(power);
        }
        assertLevel(Double.MAX_VALUE);
        assertLevel(FeatureSpec.POWER_FLOOR);
    }

    /** Where the table's cells and the octaves meet. */
    @Test
    void equalsTheLogarithmAtTheEdgesOfTheTable() {
        for (int i = 0; i <= 128; i++) {
            double edge = 1 + i / 128.0;
            assertLevel(edge);
            assertLevel(Math.nextDown(edge));
            assertLevel(Math.nextUp(edge));
        }
    }
}
