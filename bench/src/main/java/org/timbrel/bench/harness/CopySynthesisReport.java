// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import org.timbrel.bench.copysynthesis.Aim;
import org.timbrel.bench.copysynthesis.CopyResult;
import org.timbrel.bench.copysynthesis.PhaseResult;
import org.timbrel.bench.copysynthesis.Published;

/**
 * How near copies come, as the JSON file holds it.
 *
 * @param date when it began, ISO 8601 in UTC
 * @param commit what was measured
 * @param machine where
 * @param threads sounds at a time
 * @param busyCores that others kept busy before and after
 * @param textureSeconds of each texture
 * @param aims held against the run
 * @param means a set and method
 * @param phases from exact magnitudes
 * @param published of others, not measured here
 * @param results a sound and method
 */
public record CopySynthesisReport(
        String date,
        Commit commit,
        Machine machine,
        int threads,
        double busyCores,
        double textureSeconds,
        List<Aim> aims,
        List<CopyResult> means,
        List<PhaseResult> phases,
        List<Published> published,
        List<CopyResult> results) {

    public CopySynthesisReport {
        aims = List.copyOf(aims);
        means = List.copyOf(means);
        phases = List.copyOf(phases);
        published = List.copyOf(published);
        results = List.copyOf(results);
    }
}
