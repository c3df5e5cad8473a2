// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class HolmTest {

    private static Difference difference(double p) {
        Verdict verdict = p <= 0.05 ? Verdict.LOWER : Verdict.NOT_SHOWN;
        return new Difference(new Interval(-1, -2, 0, 0.95, 3, 8, 48, ""), p, verdict);
    }

    @Test
    void asInHolmsPaper() {
        List<Difference> corrected =
                Holm.corrected(
                        DoubleStream.of(0.04, 0.01, Double.NaN, 0.03, 0.005)
                                .mapToObj(HolmTest::difference)
                                .toList(),
                        0.95);
        // 4 · 0.005, 3 · 0.01, 2 · 0.03, and no less than that for the last.
        double[] expected = {0.06, 0.03, Double.NaN, 0.06, 0.02};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], corrected.get(i).pValue(), 1e-12);
            Verdict verdict = expected[i] <= 0.05 ? Verdict.LOWER : Verdict.NOT_SHOWN;
            assertEquals(verdict, corrected.get(i).verdict());
        }
    }

    @Test
    void ofNoneAndOfOne() {
        assertTrue(Holm.corrected(List.of(), 0.95).isEmpty());
        List<Difference> one = List.of(difference(0.05));
        assertEquals(one, Holm.corrected(one, 0.95));
        assertEquals(
                1, Holm.corrected(List.of(difference(0.7), difference(0.9)), 0.95).get(0).pValue());
    }
}
