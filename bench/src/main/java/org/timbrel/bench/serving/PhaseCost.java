// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

/**
 * Cores that a phase kept busy, means over it; null for what nobody tells.
 *
 * @param server the server's process
 * @param generator this process
 * @param elsewhere everything else of the machine: above 0.2 the phase is not to be quoted
 */
public record PhaseCost(Double server, Double generator, Double elsewhere) {

    /** What was there when a phase began. */
    record Mark(long pid, long nanos, double server, double generator, MachineTicks machine) {

        static Mark now(long pid) {
            return new Mark(
                    pid,
                    System.nanoTime(),
                    pid < 0 ? Double.NaN : ProcessFigures.cpuSeconds(pid),
                    ProcessFigures.cpuSeconds(ProcessHandle.current().pid()),
                    MachineTicks.now());
        }

        PhaseCost until(Mark end) {
            double seconds = (end.nanos - nanos) / 1e9;
            double cores = (end.server - server) / seconds;
            double own = (end.generator - generator) / seconds;
            int all = Runtime.getRuntime().availableProcessors();
            double busy = end.machine.busyCoresSince(machine, all);
            return new PhaseCost(
                    Figure.known(cores),
                    Figure.known(own),
                    // Clocks of processes and of the machine tick apart.
                    Figure.known(Math.max(0, busy - own - cores)));
        }
    }
}
