// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import java.util.Map;

/**
 * What came of one benchmark.
 *
 * @param name of the benchmark
 * @param title what was measured
 * @param unit of all figures
 * @param lowerIsBetter whether the unit is a time
 * @param parameters of ours
 * @param ours its figures
 * @param peers theirs
 * @param floor null: none is known
 */
public record BenchmarkResult(
        String name,
        String title,
        Unit unit,
        boolean lowerIsBetter,
        Map<String, String> parameters,
        Measurement ours,
        List<PeerResult> peers,
        Floor floor) {

    public BenchmarkResult {
        peers = List.copyOf(peers);
    }
}
