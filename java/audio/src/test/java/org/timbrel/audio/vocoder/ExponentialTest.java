// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExponentialTest {

    /** Within what x itself is rounded by, at 700 2^-44. */
    @Test
    void equalsTheFunction() {
        for (double x = -700; x <= 700; x += 0.00137) {
            double expected = Math.exp(x);
            assertEquals(expected, Exponential.of(x), 1e-13 * expected, "x " + x);
        }
        assertEquals(1, Exponential.of(0), 0.0);
        assertEquals(1, Exponential.of(-0.0), 0.0);
        assertEquals(Math.exp(700), Exponential.of(700), 1e-13 * Math.exp(700));
    }
}
