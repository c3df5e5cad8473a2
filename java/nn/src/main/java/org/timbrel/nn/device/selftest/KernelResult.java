// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.timbrel.nn.device.Kernels;
import org.timbrel.nn.device.Precision;

/**
 * How one group of kernels did.
 *
 * @param device {@code cuda:0}, or {@code cpu} and its instruction set
 * @param precision of the products
 * @param kernels which group
 * @param by which kinds of a GPU's kernels served its work, in the order of their codes; empty
 *     where there is but one kind, and on the CPU
 * @param error the largest, relative where values are above 1: |value − reference| / max(1,
 *     |reference|); NaN where there are no values to compare: the device does not serve such work
 * @param limit the largest that is right
 * @param problem why there are no values, or values that are no numbers; empty if there is none
 */
public record KernelResult(
        String device,
        Precision precision,
        String kernels,
        Set<Kernels> by,
        double error,
        double limit,
        String problem) {

    public KernelResult {
        by = device.startsWith("cuda") ? Collections.unmodifiableSet(new TreeSet<>(by)) : Set.of();
    }

    /** Whether the kernels may be used. What is not served is not wrong. */
    public boolean ok() {
        return problem.isEmpty() && !(error > limit);
    }

    /** One line: the group, ok or FAILED, its error and the limit, and which kernels served. */
    public String line() {
        String outcome = String.format(Locale.ROOT, "error %.1e, limit %.1e", error, limit);
        if (!problem.isEmpty()) {
            outcome = problem;
        } else if (Double.isNaN(error)) {
            outcome = "not served";
        } else if (!by.isEmpty()) {
            outcome += by.stream().map(Kernels::toString).collect(joining(", ", ", by ", ""));
        }
        return String.format(
                "%-12s %-4s  %-28s %-6s %s",
                device, precision, kernels, ok() ? "ok" : "FAILED", outcome);
    }
}
