// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FloorTest {

    private static final Rates RATES = new Rates(Map.of("fp32", 100.0), Map.of(10_000_000L, 50.0));

    private static Entry entry(Unit unit, Work work) {
        Contender ours = new Contender(Contender.OURS, "a.B.c", Map.of(), Map.of());
        return new Entry("a", "a", unit, ours, List.of(), work, 1, 0);
    }

    @Test
    void bandwidthBindsWhereWeightsAreReadForOneStream() {
        Entry entry = entry(Unit.MICROSECONDS_A_STEP, new Work("fp32", 1e7, 5e6));
        assertEquals(new Floor(200, "bandwidth", 1.5), RATES.floor(entry, 300));
    }

    @Test
    void arithmeticBindsWhereTheyServeMany() {
        Entry entry = entry(Unit.MILLISECONDS_A_BATCH, new Work("fp32", 0, 1e9));
        assertEquals(new Floor(10, "arithmetic", 2), RATES.floor(entry, 20));
    }

    @Test
    void withoutARateThereIsNone() {
        assertNull(RATES.floor(entry(Unit.MILLISECONDS_A_BATCH, new Work("bf16", 0, 1e9)), 20));
        assertNull(RATES.floor(entry(Unit.MICROSECONDS_A_STEP, new Work("fp32", 5, 1e9)), 20));
        assertNull(RATES.floor(entry(Unit.TIMES_REAL_TIME, null), 20));
    }
}
