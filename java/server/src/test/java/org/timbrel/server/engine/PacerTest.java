// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class PacerTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void givesALeadBeforeItIsHeard() {
        Pacer pacer = new Pacer(44_100, 0.25);
        assertFalse(pacer.begun());
        pacer.begin(0);
        assertEquals(2 * SECOND, pacer.heardAt(88_200));
        assertEquals(7 * SECOND / 4, pacer.dueAt(88_200));
    }

    @Test
    void movesByWhatIsLate() {
        Pacer pacer = new Pacer(1000, 0.5);
        pacer.begin(SECOND);
        assertEquals(0, pacer.late(100, SECOND + 90_000_000));
        assertEquals(30_000_000, pacer.late(100, SECOND + 130_000_000));
        assertEquals(0, pacer.late(100, SECOND + 130_000_000));
        assertEquals(2 * SECOND + 30_000_000, pacer.heardAt(1000));
    }

    @Test
    void countsYearsToTheNanosecond() {
        Pacer pacer = new Pacer(44_100, 0);
        long year = 365L * 24 * 3600;
        assertEquals(year * SECOND, pacer.lasts(year * 44_100));
        assertEquals(year * SECOND + 22_675, pacer.lasts(year * 44_100 + 1));
    }

    /** Times may be anything, as nanoTime's are. */
    @Test
    void outlivesAnOverflow() {
        Pacer pacer = new Pacer(1000, 0);
        long now = Long.MAX_VALUE - 5 * SECOND;
        pacer.begin(now);
        now += 10 * SECOND;
        assertEquals(SECOND, pacer.late(9000, now));
    }
}
