// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class PowerLawTest {

    @Test
    void findsTheExponentItWasMadeWith() {
        PowerLaw law = PowerLaw.fit(List.of(1.0, 2.0, 8.0), List.of(3.0, 12.0, 192.0));
        assertEquals(2, law.exponent(), 1e-12);
        assertEquals(3, law.factor(), 1e-12);
        assertEquals(0, law.error(), 1e-7);
        assertEquals(48, law.at(4), 1e-9);
    }

    /** 10 + x: flat at first, and nearer to 1 the larger x is. */
    @Test
    void aFixedCostShowsInTheLastExponent() {
        PowerLaw law = PowerLaw.fit(List.of(1.0, 10.0, 1000.0), List.of(11.0, 20.0, 1010.0));
        assertEquals(Math.log(50.5) / Math.log(100), law.last(), 1e-12);
        assertEquals(true, law.last() > law.exponent() && law.error() > 0);
    }

    @Test
    void refusesWhatHasNoSlope() {
        assertThrows(
                IllegalArgumentException.class, () -> PowerLaw.fit(List.of(1.0), List.of(1.0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> PowerLaw.fit(List.of(2.0, 2.0), List.of(1.0, 3.0)));
    }
}
