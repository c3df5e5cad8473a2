// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import org.timbrel.bench.copysynthesis.Aim;
import org.timbrel.bench.serving.ServingPlan;
import org.timbrel.bench.serving.ServingResult;

/**
 * How a server held its listeners, as the JSON file holds it.
 *
 * @param date when it began, ISO 8601 in UTC
 * @param commit what was measured
 * @param machine where
 * @param busyCores that others kept busy before and after; each phase has its own figure, too
 * @param quick whether nothing of it may be quoted
 * @param plan how it was tried
 * @param aims what is to be reached, and what was
 * @param result of all phases
 */
public record ServingReport(
        String date,
        Commit commit,
        Machine machine,
        double busyCores,
        boolean quick,
        ServingPlan plan,
        List<Aim> aims,
        ServingResult result) {

    public ServingReport {
        aims = List.copyOf(aims);
    }

    /** The most that others kept busy, before, after, or while a phase ran. */
    double busiest() {
        return Math.max(
                busyCores,
                result.phases().stream()
                        .map(phase -> phase.cost().elsewhere())
                        .filter(cores -> cores != null)
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0));
    }
}
