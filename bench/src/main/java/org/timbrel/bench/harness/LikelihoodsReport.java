// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import org.timbrel.bench.likelihoods.LikelihoodResult;

/**
 * How likely models hold a corpus, as the JSON file holds it.
 *
 * @param date when it began, ISO 8601 in UTC
 * @param commit what was measured
 * @param machine where
 * @param threads of everything that was trained
 * @param busyCores that others kept busy before and after
 * @param grid of the frames
 * @param seed of everything random
 * @param results measured in this run
 * @param published of others on the JSB chorales, not measured here
 */
public record LikelihoodsReport(
        String date,
        Commit commit,
        Machine machine,
        int threads,
        double busyCores,
        String grid,
        long seed,
        List<LikelihoodResult> results,
        List<LikelihoodResult> published) {

    public LikelihoodsReport {
        results = List.copyOf(results);
        published = List.copyOf(published);
    }
}
