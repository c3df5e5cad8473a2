// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.timbrel.app.ComparisonTable;
import org.timbrel.audio.metrics.Comparison;

/** A comparison on a terminal. */
final class ComparisonLines {

    private ComparisonLines() {}

    static void print(Comparison comparison, PrintWriter out) {
        for (ComparisonTable.Row row : ComparisonTable.rows(comparison)) {
            out.printf(Locale.ROOT, "%-16s %11s   %s%n", row.name(), row.value(), row.meaning());
        }
    }
}
