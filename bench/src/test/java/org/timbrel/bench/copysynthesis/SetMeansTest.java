// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SetMeansTest {

    @Test
    void aMeanIsOverTheSoundsThatAllowIt() {
        List<CopyResult> means =
                SetMeans.of(
                        List.of(
                                result("a", "m", 10, 1, Map.of(Measure.LM, 1.0, Measure.TS, 0.5)),
                                result("a", "n", 10, 1, Map.of(Measure.LM, 7.0)),
                                result("a", "m", 30, 1, Map.of(Measure.LM, 2.0)),
                                result("b", "m", 10, 5, Map.of())));
        assertEquals(List.of("a m", "a n", "b m"), means.stream().map(SetMeansTest::key).toList());
        assertEquals(Map.of(Measure.LM, 1.5, Measure.TS, 0.5), means.get(0).measures());
        // 40 s of sound in 2 s, not the mean of 10 and 30.
        assertEquals(20, means.get(0).timesRealTime(), 1e-12);
        assertEquals(Map.of(), means.get(2).measures());
    }

    private static String key(CopyResult mean) {
        return mean.set() + " " + mean.method();
    }

    static CopyResult result(
            String set, String method, double seconds, double cpu, Map<Measure, Double> measures) {
        return new CopyResult(set, "sound", method, 44_100, seconds, cpu, measures);
    }
}
