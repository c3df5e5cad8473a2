// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.app.Compared;
import org.timbrel.app.ComparedFile;
import org.timbrel.app.ComparisonTable;

/** A comparison to look at: as one picture, or as a page with the numbers. */
public final class ComparisonReport {

    // What fits over half a sheet, and what into a line of its title.
    private static final int LONGEST_HEADING = 28;
    private static final int LONGEST_TITLE = 56;
    private static final int MEASURES_A_LINE = 3;
    private static final String LONG_TERM = "Long-term spectra";
    private static final String MODULATION = "Modulation spectra";
    private static final String TOO_SHORT = "Too little sound: 4 s of each are needed.";

    private final Compared compared;
    private final List<String> failures;
    private final ComparisonFigures figures;

    /**
     * @param failures a line for each file that could not be read
     */
    public ComparisonReport(Compared compared, List<String> failures) {
        this.compared = compared;
        this.failures = List.copyOf(failures);
        figures = new ComparisonFigures(compared);
    }

    /** On one line if it fits. */
    private List<String> titles() {
        String other = name(compared.other().path(), LONGEST_TITLE);
        String reference = "against " + name(compared.reference().path(), LONGEST_TITLE);
        boolean fits = other.length() + reference.length() <= LONGEST_TITLE;
        return fits ? List.of(other + " " + reference) : List.of(other, reference);
    }

    /** The last of its names; of a long one, its end. */
    private static String name(Path path, int longest) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String name = last == null ? path.toString() : last.toString();
        return name.length() <= longest
                ? name
                : "\u2026" + name.substring(name.length() - longest + 1);
    }

    private String[] headings() {
        return new String[] {
            "Reference: " + name(compared.shown().reference().file(), LONGEST_HEADING),
            "Other: " + name(compared.shown().other().file(), LONGEST_HEADING)
        };
    }

    private String lengths() {
        String shown =
                compared.reference().sounds().size() + compared.other().sounds().size() == 2
                        ? ""
                        : compared.comparison().alignedPairs() > 0
                                ? " of the first pair"
                                : " of the first sound of each";
        return String.format(
                Locale.ROOT,
                "%s, %s, at %,d Hz; spectrograms show at most the first %.0f" + " s%s",
                length("reference", compared.reference(), compared.comparison().referenceSeconds()),
                length("other", compared.other(), compared.comparison().otherSeconds()),
                compared.comparison().sampleRateHz(),
                ComparisonFigures.SHOWN_SECONDS,
                shown);
    }

    private static String length(String name, Compared.Side side, double seconds) {
        int count = side.sounds().size();
        String sounds = count == 1 ? "" : " in " + count + " sounds";
        return String.format(Locale.ROOT, "%.1f s of %s%s", seconds, name, sounds);
    }

    /** Every measure, with its floor if it has one, a few a line. */
    private List<String> measures() {
        List<String> measures =
                rows().stream()
                        .filter(row -> !row.isTooShort())
                        .map(ComparisonReport::measure)
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

    private static String measure(ComparisonTable.Row row) {
        boolean floor = !row.floor().equals(ComparisonTable.NONE) && !row.lacksFloor();
        return row.name()
                + " "
                + row.value()
                + (row.unit().isEmpty() ? "" : " " + row.unit())
                + (floor ? " (" + row.floor() + ")" : "");
    }

    private List<String> notes() {
        return compared.notes().stream().map(note -> "Note: " + note + ".").toList();
    }

    private List<ComparisonTable.Row> rows() {
        return ComparisonTable.rows(compared.comparison());
    }

    /** An SVG file: spectrograms side by side, long-term spectra, modulation spectra. */
    public String svg() {
        List<String> lines = new ArrayList<>(List.of(lengths()));
        lines.addAll(measures());
        lines.addAll(notes());
        Sheet sheet = new Sheet(titles(), lines);
        sheet.row(headings(), figures.spectrograms());
        sheet.row(new String[] {LONG_TERM}, figures.longTerm().figure());
        ComparisonCurves modulation = figures.modulation();
        if (modulation == null) {
            sheet.missing(MODULATION, TOO_SHORT);
        } else {
            sheet.row(new String[] {MODULATION}, modulation.figure());
        }
        return sheet.svg();
    }

    /** An HTML page that needs no other file: the same figures, every measure, the notes. */
    public String html() {
        Page page = new Page(String.join(" ", titles()), lengths() + ".");
        page.section(
                "Measures",
                "The floor is the same measure between two real stretches of the reference. A copy"
                        + " is measured against the very sound it copies, and has no floor.",
                table());
        if (!compared.files().isEmpty()) {
            page.section("Files", "Each against the whole reference.", files());
        }
        if (!failures.isEmpty()) {
            page.section("Files that failed", "They are in no measure.", Prose.bullets(failures));
        }
        page.section(
                "Spectrograms",
                "Levels of the mel bands, in the same colours.",
                figures.panels(headings()));
        page.section(
                LONG_TERM,
                "The level of each mel band over the whole.",
                figures.longTerm().chart());
        ComparisonCurves modulation = figures.modulation();
        page.section(
                MODULATION,
                "How fast the levels of the bands move, on average over the bands.",
                modulation == null ? Prose.paragraph(TOO_SHORT) : modulation.chart());
        return page.html();
    }

    private DataTable table() {
        DataTable table =
                new DataTable("").text("measure").figures("value").figures("floor").text("unit");
        table.text("meaning");
        for (ComparisonTable.Row row : rows()) {
            table.row(row.name(), row.value(), row.floor(), row.unit(), row.meaning());
        }
        notes().forEach(table::note);
        return table;
    }

    private DataTable files() {
        DataTable table = new DataTable("").text("file").number("length", "s", 1);
        table.figures("LT (dB)").figures("TexStat");
        for (ComparedFile file : compared.files()) {
            table.row(
                    compared.other().path().relativize(file.file()).toString(),
                    file.seconds(),
                    ComparisonTable.text(file.longTermDb()),
                    ComparisonTable.text(file.texStat()));
        }
        return table;
    }
}
