// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What all cores did since the machine started, in ticks of the system.
 *
 * @param all of all cores
 * @param idle those in which there was nothing to do
 */
public record MachineTicks(long all, long idle) {

    private static final Path STAT = Path.of("/proc/stat");

    /** As it is now; zeros where the system does not tell. */
    public static MachineTicks now() {
        try {
            String line = Files.readAllLines(STAT).get(0);
            long[] ticks =
                    Arrays.stream(line.replaceFirst("^cpu\\s+", "").split(" +"))
                            .mapToLong(Long::parseLong)
                            .toArray();
            // user nice system idle iowait irq softirq steal; guests are within user
            return new MachineTicks(Arrays.stream(ticks).limit(8).sum(), ticks[3] + ticks[4]);
        } catch (IOException | RuntimeException e) {
            return new MachineTicks(0, 0);
        }
    }

    /** Cores that were busy since an earlier look; NaN where the system does not tell. */
    public double busyCoresSince(MachineTicks before, int cores) {
        long passed = all - before.all;
        return passed <= 0 ? Double.NaN : cores * (double) (passed - (idle - before.idle)) / passed;
    }
}
