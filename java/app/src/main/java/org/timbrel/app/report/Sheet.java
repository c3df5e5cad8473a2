// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Figures on one sheet, as an SVG file that needs no other: 1000 units wide, light or dark as the
 * viewer prefers.
 */
final class Sheet {

    private static final int MARGIN = 24;
    private static final int LINE = 20;
    private static final int TITLE_LINE = 28;
    // Characters of 13 units' height on 950 units, most fonts having them narrower.
    private static final int LONGEST_LINE = 125;
    // No-break spaces, which SVG keeps.
    private static final String INDENT = "\u00a0\u00a0\u00a0";

    private final StringBuilder body = new StringBuilder();
    private final String title;
    private int height;

    /**
     * @param titles its lines, short enough to fit
     * @param lines below them; those that are too long are broken
     */
    Sheet(List<String> titles, List<String> lines) {
        title = String.join(" ", titles);
        height = MARGIN - TITLE_LINE + LINE;
        for (String line : titles) {
            height += TITLE_LINE;
            text("name", MARGIN, height, line);
        }
        for (String line : lines) {
            for (String part : broken(line)) {
                height += LINE;
                text("line", MARGIN, height, part);
            }
        }
    }

    /** Between words; what follows a break is indented. */
    private static List<String> broken(String line) {
        List<String> parts = new ArrayList<>();
        String rest = line;
        while (rest.length() > LONGEST_LINE
                && rest.lastIndexOf(' ', LONGEST_LINE) > INDENT.length()) {
            int at = rest.lastIndexOf(' ', LONGEST_LINE);
            parts.add(rest.substring(0, at));
            rest = INDENT + rest.substring(at + 1);
        }
        parts.add(rest);
        return parts;
    }

    /** Figures from left to right, each under its heading. */
    Sheet row(String[] headings, Figure... figures) {
        height += 2 * LINE;
        int x = 0;
        int tallest = 0;
        for (int i = 0; i < figures.length; i++) {
            text("heading", x + MARGIN, height, headings[i]);
            body.append(figures[i].at(x, height + 4));
            x += figures[i].width();
            tallest = Math.max(tallest, figures[i].wholeHeight());
        }
        height += tallest;
        return this;
    }

    /** A figure of which there is nothing to draw: why. */
    Sheet missing(String heading, String why) {
        height += 2 * LINE;
        text("heading", MARGIN, height, heading);
        height += LINE;
        text("line", MARGIN, height, why);
        return this;
    }

    private void text(String style, int x, int y, String text) {
        body.append(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n",
                        style,
                        x,
                        y,
                        Html.escape(text)));
    }

    String svg() {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">
                <title>%s</title>
                <style>
                %s</style>
                <rect class="paper" width="100%%" height="100%%"/>
                %s</svg>
                """
                .formatted(
                        Figure.WIDTH,
                        height + MARGIN,
                        Figure.WIDTH,
                        height + MARGIN,
                        Html.escape(title),
                        Script.read("figure.css"),
                        body);
    }
}
