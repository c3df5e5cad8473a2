// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final Measurement BEFORE = Reports.measured(Contender.OURS, 98, 100, 102);
    private static final Measurement PEER = Reports.measured("PyTorch fp32", 300, 300, 300);

    @Test
    void aChangeWithinTheSpreadDoesNotCount() {
        Measurement now = Reports.measured(Contender.OURS, 101, 103, 105);
        Comparison.Change change = Comparison.of(Unit.MICROSECONDS_A_STEP, BEFORE, now);
        assertEquals(0.04, change.spread(), 1e-12);
        assertFalse(change.counts());
        assertEquals("within the spread", change.verdict());
    }

    @Test
    void aChangeBeyondTheSpreadCounts() {
        Measurement now = Reports.measured(Contender.OURS, 79, 80, 81);
        Comparison.Change change = Comparison.of(Unit.MICROSECONDS_A_STEP, BEFORE, now);
        assertEquals(0.25, change.part(), 1e-12);
        assertEquals(0.25 / 0.04, change.timesSpread(), 1e-9);
        assertEquals("better, 6.25 × the spread", change.verdict());
    }

    @Test
    void ofARateMoreIsBetter() {
        Measurement now = Reports.measured(Contender.OURS, 49, 50, 51);
        Comparison.Change change = Comparison.of(Unit.TIMES_REAL_TIME, BEFORE, now);
        assertEquals(-0.5, change.part(), 1e-12);
        assertTrue(change.verdict().startsWith("WORSE"), change.verdict());
    }

    @Test
    void ratiosAreCompared() {
        Ratio before = new Ratio(3, 2.9, 3.1, 3);
        assertFalse(Comparison.of(before, new Ratio(3.1, 3, 3.2, 3)).counts());
        assertEquals(1, Comparison.of(before, new Ratio(6, 5.9, 6.1, 6)).part(), 1e-12);
    }

    @Test
    void theTableHasBothAndNamesWhatIsMissing() {
        Measurement now = Reports.measured(Contender.OURS, 50, 50, 50);
        String table =
                Comparison.table(
                        Reports.report(
                                "a",
                                Reports.result("both", BEFORE, PEER),
                                Reports.result("gone", BEFORE, PEER)),
                        Reports.report(
                                "b",
                                Reports.result("both", now, PEER),
                                Reports.result("new", now, PEER)));
        assertTrue(table.contains("on another machine then"), table);
        assertTrue(table.contains("| both "), table);
        assertTrue(table.contains("| – ratio to PyTorch fp32 | "), table);
        assertTrue(table.contains("+100.0 %"), table);
        assertTrue(table.contains("only now: new\nonly before: gone\n"), table);
    }
}
