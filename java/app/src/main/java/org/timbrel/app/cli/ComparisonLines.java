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
        out.println(line("", "value", "floor", "", ""));
        for (ComparisonTable.Row row : ComparisonTable.rows(comparison)) {
            out.println(line(row.name(), row.value(), row.floor(), row.unit(), row.meaning()));
        }
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-16s %9s %9s %-2s   %s", cells).stripTrailing();
    }
}
