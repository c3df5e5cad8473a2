// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How busy others keep the machine, looked at between forks, while nothing of ours runs. Threads
 * that wait for each other, as PyTorch's do, lose many times over where neighbours take cores away.
 */
final class Neighbours {

    /** Above this part of a core, figures are not to be quoted. */
    static final double QUIET_CORES = 0.2;

    private static final Path STAT = Path.of("/proc/stat");
    private static final long LOOK_MILLISECONDS = 150;

    private final int cores;
    private final List<Double> busy = new ArrayList<>();

    Neighbours(int cores) {
        this.cores = cores;
    }

    /** Looks for a moment. Where the system does not tell, nothing is noted. */
    void look() throws InterruptedException {
        long[] before = ticks();
        Thread.sleep(LOOK_MILLISECONDS);
        long[] after = ticks();
        long all = after[0] - before[0];
        if (all > 0) {
            busy.add(cores * (double) (all - (after[1] - before[1])) / all);
        }
    }

    /** Cores that others kept busy, the median of all looks; 0 where nothing was noted. */
    double busyCores() {
        return busy.isEmpty() ? 0 : Statistics.median(busy);
    }

    /** All ticks of all cores, and the idle ones; zeros where the system does not tell. */
    private static long[] ticks() {
        try {
            String line = Files.readAllLines(STAT).get(0);
            long[] ticks =
                    Arrays.stream(line.replaceFirst("^cpu\\s+", "").split(" +"))
                            .mapToLong(Long::parseLong)
                            .toArray();
            // user nice system idle iowait irq softirq steal; guests are within user
            long all = Arrays.stream(ticks).limit(8).sum();
            return new long[] {all, ticks[3] + ticks[4]};
        } catch (IOException | RuntimeException e) {
            return new long[] {0, 0};
        }
    }
}
