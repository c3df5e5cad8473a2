// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.List;
import java.util.Locale;

/**
 * A picture between its axes on a page. The picture takes the width that there is; words keep their
 * size, so that it can be read beside others and on a phone.
 */
final class Panel implements Block {

    private static final double UNIT = 1000;

    private final StringBuilder plot = new StringBuilder();
    private final String title;
    private final String description;
    private final String size;
    private Axis below;
    private Axis left;
    private Axis scale;
    private ColourMap map;

    private Panel(String title, String description, String size) {
        this.title = title;
        this.description = description;
        this.size = size;
    }

    /**
     * As wide as there is room.
     *
     * @param title above it; may be empty
     * @param description for those who cannot see it
     * @param height of the picture, in pixels
     */
    static Panel wide(String title, String description, int height) {
        return new Panel(title, description, "height: " + height + "px");
    }

    /** As high as it is wide. */
    static Panel square(String title, String description) {
        return new Panel(title, description, "aspect-ratio: 1");
    }

    /** The picture, stretched over the plot. */
    Panel picture(Picture picture) {
        return picture(picture, 1);
    }

    /** As above, over the first part of the plot alone. */
    Panel picture(Picture picture, double part) {
        return add(
                "<image width=\"%.1f\" height=\"%.0f\" preserveAspectRatio=\"none\""
                        + " href=\"%s\"/>%n",
                part * UNIT, UNIT, picture.dataUri());
    }

    /** Darkens the first part of the plot: before what it is to lie under. */
    Panel shade(double part) {
        return add("<rect class=\"shade\" width=\"%.1f\" height=\"%.0f\"/>%n", part * UNIT, UNIT);
    }

    /**
     * An upright line.
     *
     * @param style "rule", thin, or "border", strong
     */
    Panel upright(String style, double x) {
        return add("<path class=\"%s\" d=\"M%.1f 0V%.0f\"/>%n", style, x * UNIT, UNIT);
    }

    /**
     * Filled rectangles of one style, as one path.
     *
     * @param parts of the plot: left, bottom, width, height, each 0..1
     */
    Panel rectangles(String style, List<double[]> parts) {
        add("<path class=\"%s\" d=\"", style);
        for (double[] part : parts) {
            add(
                    "M%.1f %.1fh%.1fv%.1fh%.1fz",
                    part[0] * UNIT,
                    (1 - part[1] - part[3]) * UNIT,
                    part[2] * UNIT,
                    part[3] * UNIT,
                    -part[2] * UNIT);
        }
        return add("\"/>%n");
    }

    /** Time, or whatever else runs to the right. */
    Panel below(Axis axis) {
        below = axis;
        return this;
    }

    /** What runs upwards. */
    Panel left(Axis axis) {
        left = axis;
        return this;
    }

    /** What the colours mean. */
    Panel bar(ColourMap colours, Axis axis) {
        map = colours;
        scale = axis;
        return this;
    }

    private Panel add(String format, Object... values) {
        plot.append(String.format(Locale.ROOT, format, values));
        return this;
    }

    @Override
    public String html() {
        StringBuilder html = new StringBuilder("<figure class=\"picture\">");
        if (!title.isEmpty()) {
            html.append("<figcaption>").append(Html.escape(title)).append("</figcaption>");
        }
        html.append("\n<div class=\"panel\" role=\"img\" aria-label=\"");
        html.append(Html.escape(description)).append("\">\n");
        html.append("<span class=\"ytitle\">").append(Html.escape(left.title())).append("</span>");
        if (map != null) {
            html.append("<span class=\"ztitle\">").append(Html.escape(scale.title()));
            html.append("</span>");
        }
        html.append("\n").append(labels("yaxis", "bottom", left));
        html.append("<svg style=\"").append(size).append("\" viewBox=\"0 0 1000 1000\"");
        html.append(" preserveAspectRatio=\"none\">\n").append(plot).append("</svg>\n");
        if (map != null) {
            html.append("<div class=\"map\"><img alt=\"\" src=\"");
            html.append(Picture.bar(map).dataUri())
                    .append("\"></div>\n")
                    .append(labels("zaxis", "bottom", scale));
        }
        html.append(labels("xaxis", "left", below));
        html.append("<span class=\"xtitle\">").append(Html.escape(below.title()));
        return html.append("</span>\n</div></figure>\n").toString();
    }

    private static String labels(String style, String side, Axis axis) {
        StringBuilder html = new StringBuilder("<div class=\"").append(style).append("\">");
        for (Axis.Tick tick : axis.ticks()) {
            html.append(
                    String.format(
                            Locale.ROOT,
                            "<span style=\"%s: %.2f%%\">%s</span>",
                            side,
                            100 * tick.position(),
                            Html.escape(tick.label())));
        }
        return html.append("</div>\n").toString();
    }
}
