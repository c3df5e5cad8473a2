// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.List;

/**
 * A chart, drawn on the page by its script as SVG: sharp at every size, in the page's colours,
 * light or dark. Its numbers are a table below it that opens.
 */
public final class Chart implements Numbers {

    private final String title;
    private final Plot plot;
    private final List<String> colours;
    private final String note;

    private Chart(String title, Plot plot, List<String> colours, String note) {
        this.title = title;
        this.plot = plot;
        this.colours = List.copyOf(colours);
        this.note = note;
    }

    /**
     * Lines, with bands where they have them.
     *
     * @param series at least one
     */
    public static Chart lines(String title, Scale x, Scale y, List<Series> series) {
        return curves("lines", title, x, y, series);
    }

    /** Areas from zero up to each curve: densities, histograms. */
    public static Chart areas(String title, Scale x, Scale y, List<Series> series) {
        return curves("areas", title, x, y, series);
    }

    private static Chart curves(String kind, String title, Scale x, Scale y, List<Series> series) {
        if (series.isEmpty()) {
            throw new IllegalArgumentException("no curve for " + title);
        }
        return new Chart(title, new CurvePlot(kind, x, y, series), List.of(), "");
    }

    /** A row a category, with a dot and its interval for each series. */
    public static Chart intervals(String title, Scale value, List<Mark> marks) {
        return marks("intervals", title, value, marks);
    }

    /** A row a category, with a bar from zero for each series. */
    public static Chart bars(String title, Scale value, List<Mark> marks) {
        return marks("bars", title, value, marks);
    }

    /** Upright bars over categories that have an order, such as pitch classes. */
    public static Chart columns(String title, Scale value, List<Mark> marks) {
        return marks("columns", title, value, marks);
    }

    private static Chart marks(String kind, String title, Scale value, List<Mark> marks) {
        if (marks.isEmpty()) {
            throw new IllegalArgumentException("no value for " + title);
        }
        return new Chart(title, new MarkPlot(kind, value, marks), List.of(), "");
    }

    /**
     * The same with colours that do not depend on what else is in the chart.
     *
     * @param names of all that have a colour of their own on the page, always in the same order
     */
    public Chart colours(List<String> names) {
        return new Chart(title, plot, names, note);
    }

    /** The same with a line below it. */
    public Chart note(String text) {
        return new Chart(title, plot, colours, text);
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String csv() {
        return plot.table(title).csv();
    }

    @Override
    public String html() {
        // Nothing in it may end the element that holds it.
        String json =
                plot.json(new Palette(colours, plot.names())).toString().replace("<", "\\u003c");
        return """
                <figure class="chart">
                <figcaption>%s</figcaption>
                <div class="plot" role="img" aria-label="%s"></div>
                <script type="application/json">%s</script>
                %s<details class="numbers"><summary>Numbers</summary>
                %s</details>
                </figure>
                """
                .formatted(
                        Html.escape(title),
                        Html.escape(title + ": " + plot.description()),
                        json,
                        note.isEmpty() ? "" : "<p class=\"note\">" + Html.escape(note) + "</p>\n",
                        plot.table(title).bare());
    }
}
