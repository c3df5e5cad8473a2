// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table of typed columns. On a page its rows are sorted by whichever column is clicked, or chosen
 * with the keyboard.
 */
public final class DataTable implements Numbers {

    private static final int LONGEST_NAME = 36;

    private final List<Column> columns = new ArrayList<>();
    private final List<Object[]> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final String title;

    /**
     * @param title what it shows; empty where its section's heading says that
     */
    public DataTable(String title) {
        this.title = title;
    }

    /** Adds a column of texts. */
    public DataTable text(String name) {
        return column(new Column(name, "", Column.Kind.TEXT, 0));
    }

    /** Adds a column of texts that are numbers, or say why there is none. */
    public DataTable figures(String name) {
        return column(new Column(name, "", Column.Kind.FIGURES, 0));
    }

    /**
     * Adds a column of numbers.
     *
     * @param unit empty where it has none
     * @param decimals shown after the point
     */
    public DataTable number(String name, String unit, int decimals) {
        return column(new Column(name, unit, Column.Kind.NUMBER, decimals));
    }

    /** Adds a column of whole numbers. */
    public DataTable whole(String name, String unit) {
        return number(name, unit, 0);
    }

    /** Adds a column of values with their intervals. */
    public DataTable estimate(String name, String unit, int decimals) {
        return column(new Column(name, unit, Column.Kind.ESTIMATE, decimals));
    }

    private DataTable column(Column column) {
        if (!rows.isEmpty()) {
            throw new IllegalStateException("columns come before rows: " + column.name());
        }
        columns.add(column);
        return this;
    }

    /** Adds a line below the table. */
    public DataTable note(String text) {
        notes.add(text);
        return this;
    }

    /**
     * Adds a row.
     *
     * @param cells one a column: a String, a Number or an {@link Estimate}; null where there is
     *     none
     * @throws IllegalArgumentException if they do not fit the columns
     */
    public DataTable row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "%d cells for the %d columns of %s"
                            .formatted(cells.length, columns.size(), title));
        }
        Object[] row = new Object[cells.length];
        for (int k = 0; k < row.length; k++) {
            row[k] = columns.get(k).checked(cells[k]);
        }
        rows.add(row);
        return this;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String html() {
        StringBuilder html = new StringBuilder("<figure class=\"table\">\n");
        if (!title.isEmpty()) {
            html.append("<figcaption>").append(Html.escape(title)).append("</figcaption>\n");
        }
        html.append(bare());
        for (String note : notes) {
            html.append("<p class=\"note\">").append(Html.escape(note)).append("</p>\n");
        }
        return html.append("</figure>\n").toString();
    }

    /** The table alone. */
    String bare() {
        StringBuilder html = new StringBuilder("<div class=\"wide\"");
        if (!title.isEmpty()) {
            html.append(" role=\"region\" aria-label=\"").append(Html.escape(title)).append('"');
        }
        html.append(">\n");
        html.append("<table class=\"data\"").append(intervals()).append("><thead><tr>");
        for (Column column : columns) {
            html.append(open("th scope=\"col\"", column));
            html.append(Html.escape(column.name()));
            if (!column.unit().isEmpty()) {
                html.append(" <span class=\"unit\">").append(Html.escape(column.unit()));
                html.append("</span>");
            }
            html.append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (Object[] row : rows) {
            html.append("<tr>");
            for (int k = 0; k < row.length; k++) {
                boolean head = k == 0 && columns.get(0).kind() == Column.Kind.TEXT;
                html.append(head ? rowHead(row[k]) : open("td", columns.get(k)));
                html.append(columns.get(k).html(row[k])).append(head ? "</th>" : "</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    /** Not broken, unless it is long. */
    private static String rowHead(Object name) {
        boolean fits = name == null || ((String) name).length() <= LONGEST_NAME;
        return fits ? "<th scope=\"row\" class=\"short\">" : "<th scope=\"row\">";
    }

    /** Room for the longest interval, so that values stand with their points below each other. */
    private String intervals() {
        double widest = 0;
        for (Object[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                widest = Math.max(widest, Digits.width(columns.get(k).interval(row[k])));
            }
        }
        return widest == 0
                ? ""
                : String.format(Locale.ROOT, " style=\"--interval: %.1fch\"", widest);
    }

    private static String open(String tag, Column column) {
        return column.kind() == Column.Kind.TEXT ? "<" + tag + ">" : "<" + tag + " class=\"n\">";
    }

    @Override
    public String csv() {
        StringBuilder csv = new StringBuilder();
        csv.append(columns.stream().map(Column::csvHeading).collect(Collectors.joining(",")));
        csv.append('\n');
        for (Object[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                csv.append(k == 0 ? "" : ",").append(columns.get(k).csv(row[k]));
            }
            csv.append('\n');
        }
        return csv.toString();
    }
}
