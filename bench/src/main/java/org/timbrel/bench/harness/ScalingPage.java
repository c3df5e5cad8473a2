// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** A {@link Scaling} as a page with pictures, as Markdown, and as JSON. */
final class ScalingPage {

    private ScalingPage() {}

    /** Writes {@code scaling.html}, {@code .md}, {@code .json}, and {@code scaling-AXIS.svg}. */
    static void write(Path folder, Scaling scaling) throws IOException {
        TextFile.write(folder.resolve("scaling.json"), ReportFile.text(scaling));
        TextFile.write(folder.resolve("scaling.md"), markdown(scaling));
        TextFile.write(folder.resolve("scaling.html"), html(scaling));
        for (Scaling.Sweep sweep : scaling.sweeps()) {
            TextFile.write(folder.resolve("scaling-" + sweep.name() + ".svg"), LogChart.svg(sweep));
        }
    }

    private static String heading(Scaling scaling) {
        return "%s, %s; commit %s%s, %s, %d threads, %.1f cores busy with others%s"
                .formatted(
                        scaling.machine().kernels(),
                        scaling.machine().jdk(),
                        scaling.commit().id(),
                        scaling.commit().dirty() ? " with changes" : "",
                        scaling.date(),
                        scaling.schedule().threads(),
                        scaling.busyCores(),
                        scaling.quick() ? "; QUICK RUN: rough figures, not to be quoted" : "");
    }

    /** The law of a sweep in words. */
    static String law(Scaling.Sweep sweep) {
        PowerLaw law = sweep.law();
        return String.format(
                Locale.ROOT,
                "cost ~ %s^%.2f (± %.2f), ^%.2f between the last two",
                sweep.name(),
                law.exponent(),
                law.error(),
                law.last());
    }

    /** Everything but the pictures. */
    static String markdown(Scaling scaling) {
        StringBuilder text = new StringBuilder(heading(scaling)).append("\n");
        for (Scaling.Sweep sweep : scaling.sweeps()) {
            text.append("\n**").append(sweep.quantity()).append("**: ").append(sweep.title());
            text.append("; ").append(law(sweep)).append("\n\n").append(table(sweep));
        }
        return text.toString();
    }

    private static Table table(Scaling.Sweep sweep) {
        Table table =
                new Table(sweep.quantity(), "median, " + sweep.unit(), "min", "max", "fitted");
        for (int k = 0; k < sweep.x().size(); k++) {
            Measurement cost = sweep.cost().get(k);
            double x = sweep.x().get(k);
            table.add(
                    String.format(Locale.ROOT, "%.0f", x),
                    Figures.of(cost.median()),
                    Figures.of(cost.min()),
                    Figures.of(cost.max()),
                    Figures.of(sweep.law().at(x)));
        }
        return table;
    }

    private static String html(Scaling scaling) {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
                .append("<title>Timbrel: how cost grows</title>\n")
                .append("<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;")
                .append("padding:0 1em}pre{font-size:14px;overflow-x:auto}</style>\n")
                .append("<h1>How cost grows</h1>\n<p>")
                .append(escaped(heading(scaling)))
                .append("</p>\n");
        for (Scaling.Sweep sweep : scaling.sweeps()) {
            page.append("<h2>").append(escaped(sweep.quantity())).append("</h2>\n<p>");
            page.append(escaped(sweep.title() + ": " + law(sweep))).append("</p>\n");
            page.append(LogChart.svg(sweep)).append("<pre>");
            page.append(escaped(table(sweep).toString())).append("</pre>\n");
        }
        return page.append("</html>\n").toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
