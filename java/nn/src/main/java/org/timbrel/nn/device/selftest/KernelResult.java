// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.selftest;

import java.util.Locale;
import org.timbrel.nn.device.Precision;

/**
 * How one group of kernels did.
 *
 * @param device {@code cuda:0}, or {@code cpu} and its instruction set
 * @param precision of the products
 * @param kernels which group
 * @param error the largest, relative where values are above 1: |value − reference| / max(1,
 *     |reference|); NaN where there are no values to compare: the device does not serve such work
 * @param limit the largest that is right
 * @param problem why there are no values, or values that are no numbers; empty if there is none
 */
public record KernelResult(
        String device,
        Precision precision,
        String kernels,
        double error,
        double limit,
        String problem) {

    /** Whether the kernels may be used. What is not served is not wrong. */
    public boolean ok() {
        return problem.isEmpty() && !(error > limit);
    }

    /** One line: the group, ok or FAILED, its error and the limit. */
    public String line() {
        String outcome = String.format(Locale.ROOT, "error %.1e, limit %.1e", error, limit);
        if (!problem.isEmpty()) {
            outcome = problem;
        } else if (Double.isNaN(error)) {
            outcome = "not served";
        }
        return String.format(
                "%-12s %-4s  %-28s %-6s %s",
                device, precision, kernels, ok() ? "ok" : "FAILED", outcome);
    }
}
