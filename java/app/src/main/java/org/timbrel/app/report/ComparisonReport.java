// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.app.Compared;
import org.timbrel.app.ComparisonTable;
import org.timbrel.app.Version;

/** A comparison to look at: as one picture, or as a page with the numbers. */
public final class ComparisonReport {

    private static final int LONGEST_NAME = 44;
    private static final int MEASURES_A_LINE = 3;
    private static final String LONG_TERM = "Long-term spectra";
    private static final String MODULATION = "Modulation spectra";
    private static final String TOO_SHORT = "Too little sound: 4 s of each are needed.";

    private final Compared compared;
    private final ComparisonFigures figures;

    public ComparisonReport(Compared compared) {
        this.compared = compared;
        figures = new ComparisonFigures(compared);
    }

    private String title() {
        return name(compared.other().path()) + " against " + name(compared.reference().path());
    }

    private static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String name = last == null ? path.toString() : last.toString();
        return name.length() <= LONGEST_NAME
                ? name
                : "\u2026" + name.substring(name.length() - LONGEST_NAME + 1);
    }

    private String[] headings() {
        return new String[] {
            heading("Reference", compared.reference()), heading("Other", compared.other())
        };
    }

    private static String heading(String side, Compared.Side sounds) {
        return side + ": " + name(sounds.sounds().get(0).file());
    }

    private String lengths() {
        return String.format(
                Locale.ROOT,
                "%.1f s of reference, %.1f s of other, at %,d Hz; spectrograms show at most the"
                        + " first %.0f s",
                compared.comparison().referenceSeconds(),
                compared.comparison().otherSeconds(),
                compared.comparison().sampleRateHz(),
                ComparisonFigures.SHOWN_SECONDS);
    }

    /** The measures that need no alignment, each with its floor, a few a line. */
    private List<String> measures() {
        List<String> measures =
                ComparisonTable.unaligned(compared.comparison()).stream()
                        .filter(row -> !row.isTooShort())
                        .map(
                                row ->
                                        String.join(" ", row.name(), row.value(), row.unit())
                                                        .strip()
                                                + " ("
                                                + row.floor()
                                                + ")")
                        .toList();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < measures.size(); i += MEASURES_A_LINE) {
            int end = Math.min(measures.size(), i + MEASURES_A_LINE);
            lines.add(
                    (i == 0 ? "Measures, the floor in brackets: " : "")
                            + String.join(" \u00b7 ", measures.subList(i, end)));
        }
        return lines;
    }

    private List<ComparisonTable.Row> rows() {
        return ComparisonTable.rows(compared.comparison());
    }

    /** An SVG file: spectrograms side by side, long-term spectra, modulation spectra. */
    public String svg() {
        List<String> lines = new ArrayList<>(List.of(lengths()));
        lines.addAll(measures());
        Sheet sheet = new Sheet(title(), lines);
        sheet.row(headings(), figures.spectrograms(true));
        sheet.row(new String[] {LONG_TERM}, figures.longTerm());
        Figure modulation = figures.modulation();
        if (modulation == null) {
            sheet.missing(MODULATION, TOO_SHORT);
        } else {
            sheet.row(new String[] {MODULATION}, modulation);
        }
        return sheet.svg();
    }

    /** An HTML page that needs no other file: the same figures, every measure, the notes. */
    public String html() {
        Page page = new Page(title());
        page.add("<h1>%s</h1>", title());
        page.add("<p class=\"lead\">%s.</p>", lengths());
        page.section(
                "Measures",
                "The floor is the same measure between two real stretches of the reference. A copy"
                        + " is measured against the very sound it copies, and has no floor.",
                table());
        String[] headings = headings();
        Figure[] spectrograms = figures.spectrograms(false);
        page.section(headings[0], "Levels of the mel bands.", spectrograms[0].html());
        page.section(headings[1], "The same colours.", spectrograms[1].html());
        page.section(
                LONG_TERM, "The level of each mel band over the whole.", figures.longTerm().html());
        Figure modulation = figures.modulation();
        page.section(
                MODULATION,
                "How fast the levels of the bands move, on average over the bands.",
                modulation == null ? "<p>" + TOO_SHORT + "</p>" : modulation.html());
        page.add("<footer>Timbrel %s</footer>", Version.current());
        return page.html();
    }

    private String table() {
        StringBuilder html =
                new StringBuilder(
                        "<table class=\"measures\"><thead><tr><th></th><th>value</th>"
                                + "<th>floor</th><th></th><th></th></tr></thead>\n");
        for (ComparisonTable.Row row : rows()) {
            html.append("<tr><th>").append(Html.escape(row.name())).append("</th>");
            for (String cell : List.of(row.value(), row.floor(), row.unit())) {
                html.append("<td>").append(Html.escape(cell)).append("</td>");
            }
            html.append("<td class=\"meaning\">")
                    .append(Html.escape(row.meaning()))
                    .append("</td></tr>\n");
        }
        html.append("</table>\n");
        for (String note : compared.notes()) {
            html.append("<p>").append(Html.escape("Note: " + note + ".")).append("</p>\n");
        }
        return html.toString();
    }
}
