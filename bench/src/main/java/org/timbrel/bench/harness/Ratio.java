// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * How many times better ours is than a peer: above 1, ours is. Round by round, since what a busy
 * machine does to one round it does to both.
 *
 * @param median over rounds
 * @param min over rounds
 * @param max over rounds
 * @param best our best sample against the peer's best: what noise touched least
 */
public record Ratio(double median, double min, double max, double best) {

    /** Of two contenders measured in turn. */
    static Ratio of(Unit unit, Measurement ours, Measurement theirs) {
        List<Double> ratios = new ArrayList<>();
        int rounds = Math.min(ours.samples().size(), theirs.samples().size());
        for (int round = 0; round < rounds; round++) {
            ratios.add(
                    unit.advantage(
                            Statistics.median(ours.samples().get(round)),
                            Statistics.median(theirs.samples().get(round))));
        }
        return new Ratio(
                Statistics.median(ratios),
                Statistics.min(ratios),
                Statistics.max(ratios),
                unit.advantage(ours.best(unit), theirs.best(unit)));
    }
}
