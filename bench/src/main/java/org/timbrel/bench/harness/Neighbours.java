// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.bench.serving.MachineTicks;

/**
 * How busy others keep the machine, looked at between forks, while nothing of ours runs. Threads
 * that wait for each other, as PyTorch's do, lose many times over where neighbours take cores away.
 */
final class Neighbours {

    /** Above this part of a core, figures are not to be quoted. */
    static final double QUIET_CORES = 0.2;

    private static final long LOOK_MILLISECONDS = 150;

    private final int cores;
    private final List<Double> busy = new ArrayList<>();

    Neighbours(int cores) {
        this.cores = cores;
    }

    /** Looks for a moment. Where the system does not tell, nothing is noted. */
    void look() throws InterruptedException {
        MachineTicks before = MachineTicks.now();
        Thread.sleep(LOOK_MILLISECONDS);
        double cores = MachineTicks.now().busyCoresSince(before, this.cores);
        if (!Double.isNaN(cores)) {
            busy.add(cores);
        }
    }

    /** Cores that others kept busy, the median of all looks; 0 where nothing was noted. */
    double busyCores() {
        return busy.isEmpty() ? 0 : Statistics.median(busy);
    }
}
