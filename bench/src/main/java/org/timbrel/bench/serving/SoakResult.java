// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.List;

/**
 * What a long run with listeners who leave did to the server.
 *
 * @param minutes one after the other
 * @param residentMbAMinute how fast memory in the machine's grew after the warm-up
 * @param heapMbAMinute the same of the heap, garbage included
 * @param warmUpSeconds that those two leave out
 * @param before what the server held before, with nobody there
 * @param after what it held when all had left
 * @param slotsInUseAfter streams that it still listed then; null: it does not tell
 */
public record SoakResult(
        List<MemoryMinute> minutes,
        Double residentMbAMinute,
        Double heapMbAMinute,
        double warmUpSeconds,
        MemoryMinute before,
        MemoryMinute after,
        Integer slotsInUseAfter) {

    public SoakResult {
        minutes = List.copyOf(minutes);
    }
}
