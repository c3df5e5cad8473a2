// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of cells, as Markdown that reads well as plain text. */
public final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    /** Starts with the names of the columns; the first is flush left, the others right. */
    public Table(String... columns) {
        rows.add(List.of(columns));
    }

    /** Adds a row. */
    public void add(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    "%d cells for %d columns".formatted(cells.length, rows.get(0).size()));
        }
        rows.add(List.of(cells));
    }

    /** The names of the columns, then the rows. */
    List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** Lines, each ended. */
    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int k = 0; k < widths.length; k++) {
                widths[k] = Math.max(widths[k], row.get(k).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            line(text, rows.get(r), widths);
            if (r == 0) {
                rule(text, widths);
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> row, int[] widths) {
        for (int k = 0; k < widths.length; k++) {
            String cell = row.get(k);
            String gap = " ".repeat(widths[k] - cell.length());
            text.append("| ").append(k == 0 ? cell + gap : gap + cell).append(' ');
        }
        text.append("|\n");
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int k = 0; k < widths.length; k++) {
            String dashes = String.join("", Collections.nCopies(widths[k] + 1, "-"));
            text.append('|').append(k == 0 ? dashes + "-" : dashes + ":");
        }
        text.append("|\n");
    }
}
