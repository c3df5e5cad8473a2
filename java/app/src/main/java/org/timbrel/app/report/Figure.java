// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture between its axes, on a {@link Sheet}; colours and sizes of text come from its style.
 */
final class Figure {

    static final int WIDTH = 1000;

    private static final int LEFT = 76;
    private static final int RIGHT = 100;
    private static final int TOP = 10;
    private static final int BOTTOM = 46;
    private static final int BAR_GAP = 16;
    private static final int BAR_WIDTH = 12;
    private static final int TICK = 5;
    private static final double NAME_HEIGHT = 16;

    private final StringBuilder svg = new StringBuilder();
    private final List<Double> nameYs = new ArrayList<>();
    private final String description;
    private final int width;
    private final int height;
    private final int plotWidth;

    /**
     * As wide as a page.
     *
     * @param description for those who cannot see it
     * @param height of the picture in units of which the figure is 1000 wide
     */
    Figure(String description, int height) {
        this(description, WIDTH, height, RIGHT);
    }

    /**
     * One of several beside each other.
     *
     * @param width of all of it, axes included
     * @param right what is left free to the right of the picture, for names or a bar
     */
    Figure(String description, int width, int height, int right) {
        this.description = description;
        this.width = width;
        this.height = height;
        plotWidth = width - LEFT - right;
    }

    /** The picture, stretched over the first part of the plot. */
    Figure picture(Picture picture, double part) {
        image(picture, LEFT, part * plotWidth);
        frame(LEFT, plotWidth);
        return this;
    }

    /** An empty plot, for curves. */
    Figure plot() {
        frame(LEFT, plotWidth);
        return this;
    }

    /**
     * A curve, named at its right end.
     *
     * @param colour number of its colour in the page's style
     * @param x along the axis, 0..1 from the left
     * @param y 0..1 from the bottom; a point that is not finite is left out
     */
    Figure curve(int colour, String name, double[] x, double[] y) {
        StringBuilder points = new StringBuilder();
        double end = 0.5;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(y[i])) {
                end = Math.max(0, Math.min(1, y[i]));
                points.append(
                        String.format(
                                Locale.ROOT,
                                "%.1f,%.1f ",
                                LEFT + x[i] * plotWidth,
                                TOP + (1 - end) * height));
            }
        }
        add("<polyline class=\"curve c%d\" points=\"%s\"/>%n", colour, points);
        add(
                "<text class=\"c%d\" x=\"%d\" y=\"%.1f\">%s</text>%n",
                colour,
                LEFT + plotWidth + TICK + 2,
                nameY(TOP + (1 - end) * height) + 4.5,
                Html.escape(name));
        return this;
    }

    /** Names of curves that end together stand above each other, none below the plot. */
    private double nameY(double wanted) {
        double y = Math.min(wanted, TOP + height - NAME_HEIGHT / 2);
        while (isTaken(y)) {
            y -= NAME_HEIGHT;
        }
        nameYs.add(y);
        return y;
    }

    private boolean isTaken(double y) {
        return nameYs.stream().anyMatch(other -> Math.abs(other - y) < NAME_HEIGHT - 1e-9);
    }

    /** Time, or whatever else runs to the right. */
    Figure below(Axis axis) {
        int y = TOP + height;
        for (Axis.Tick tick : axis.ticks()) {
            double x = LEFT + tick.position() * plotWidth;
            line(x, y, x, y + TICK);
            text("middle", x, y + TICK + 16, tick.label());
        }
        title(axis, LEFT + plotWidth / 2.0, y + BOTTOM - 4, "");
        return this;
    }

    /** What runs upwards. */
    Figure left(Axis axis) {
        for (Axis.Tick tick : axis.ticks()) {
            double y = TOP + (1 - tick.position()) * height;
            line(LEFT - TICK, y, LEFT, y);
            text("end", LEFT - TICK - 4, y + 4.5, tick.label());
        }
        double y = TOP + height / 2.0;
        title(axis, 16, y, String.format(Locale.ROOT, " transform=\"rotate(-90 16 %.1f)\"", y));
        return this;
    }

    /** What the colours mean. */
    Figure bar(ColourMap map, Axis axis) {
        int x = LEFT + plotWidth + BAR_GAP;
        image(Picture.bar(map), x, BAR_WIDTH);
        frame(x, BAR_WIDTH);
        int right = x + BAR_WIDTH;
        for (Axis.Tick tick : axis.ticks()) {
            double y = TOP + (1 - tick.position()) * height;
            line(right, y, right + TICK, y);
            text("start", right + TICK + 4, y + 4.5, tick.label());
        }
        double y = TOP + height / 2.0;
        int middle = width - 8;
        title(
                axis,
                middle,
                y,
                String.format(Locale.ROOT, " transform=\"rotate(-90 %d %.1f)\"", middle, y));
        return this;
    }

    /** With its upper left corner somewhere on a sheet. */
    String at(int x, int y) {
        return String.format(
                Locale.ROOT,
                "<g transform=\"translate(%d %d)\" role=\"img\" aria-label=\"%s\">%n%s</g>%n",
                x,
                y,
                Html.escape(description),
                svg);
    }

    int width() {
        return width;
    }

    /** Axes included. */
    int wholeHeight() {
        return TOP + height + BOTTOM;
    }

    private void image(Picture picture, int x, double width) {
        add(
                "<image x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                        + " preserveAspectRatio=\"none\" href=\"%s\"/>%n",
                x, TOP, width, height, picture.dataUri());
    }

    private void frame(int x, int width) {
        add(
                "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                x, TOP, width, height);
    }

    private void line(double x1, double y1, double x2, double y2) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n", x1, y1, x2, y2);
    }

    private void text(String anchor, double x, double y, String label) {
        add(
                "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                anchor, x, y, Html.escape(label));
    }

    private void title(Axis axis, double x, double y, String transform) {
        add(
                "<text class=\"title\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\"%s>%s</text>%n",
                x, y, transform, Html.escape(axis.title()));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
