// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RatioTest {

    /** The second round was three times slower for both: only the medians of all would mislead. */
    @Test
    void isTakenRoundByRound() {
        Measurement ours = Reports.measured(Contender.OURS, 100, 300, 110);
        Measurement theirs = Reports.measured("peer", 200, 600, 220);
        assertEquals(new Ratio(2, 2, 2, 2), Ratio.of(Unit.MICROSECONDS_A_STEP, ours, theirs));
    }

    @Test
    void isAboveOneWhereOursIsBetter() {
        Measurement ours = Reports.measured(Contender.OURS, 10, 12);
        Measurement theirs = Reports.measured("peer", 5, 4);
        assertEquals(new Ratio(2.5, 2, 3, 2.4), Ratio.of(Unit.TIMES_REAL_TIME, ours, theirs));
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertEquals(25, Reports.measured("a", 40, 10, 20, 30).median());
    }
}
