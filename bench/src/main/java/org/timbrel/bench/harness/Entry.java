// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;

/**
 * A benchmark: work that ours and peers do in turn.
 *
 * @param name as one writes it behind {@code timbrel bench}
 * @param title what is measured, on one line
 * @param unit of its figures
 * @param ours what is ours
 * @param peers what does the same
 * @param work for the floor; null: none is known
 * @param jmhThreads threads that do the work side by side, each its own
 * @param audioSeconds of sound that an operation makes; 0: JMH's score is the figure
 */
record Entry(
        String name,
        String title,
        Unit unit,
        Contender ours,
        List<Contender> peers,
        Work work,
        int jmhThreads,
        double audioSeconds) {

    Entry {
        peers = List.copyOf(peers);
    }

    /** The figure of a score that JMH gave, which for sound is in milliseconds. */
    double figure(double score) {
        return audioSeconds > 0 ? audioSeconds * 1000 / score : score;
    }
}
