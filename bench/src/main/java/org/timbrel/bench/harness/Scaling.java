// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;

/**
 * How cost grows, as {@code scaling.json} holds it.
 *
 * @param date when it began, ISO 8601 in UTC
 * @param commit what was measured
 * @param machine where
 * @param schedule how long
 * @param busyCores that others kept busy, median of looks between forks
 * @param quick whether it only tried everything out
 * @param sweeps one an axis
 */
public record Scaling(
        String date,
        Commit commit,
        Machine machine,
        Schedule schedule,
        double busyCores,
        boolean quick,
        List<Sweep> sweeps) {

    public Scaling {
        sweeps = List.copyOf(sweeps);
    }

    /**
     * One axis.
     *
     * @param name of the axis
     * @param title what was measured, and what was fixed
     * @param quantity what x is
     * @param unit of cost
     * @param x values
     * @param cost at each x
     * @param law fitted to the medians
     */
    public record Sweep(
            String name,
            String title,
            String quantity,
            String unit,
            List<Double> x,
            List<Measurement> cost,
            PowerLaw law) {

        public Sweep {
            x = List.copyOf(x);
            cost = List.copyOf(cost);
        }

        List<Double> medians() {
            return cost.stream().map(Measurement::median).toList();
        }
    }
}
