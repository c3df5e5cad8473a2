// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cost against one size, both axes logarithmic: a power law is a straight line. */
final class LogChart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 20;
    private static final int BOTTOM = 50;

    private final StringBuilder svg = new StringBuilder();
    private final double lowX;
    private final double highX;
    private final double lowY;
    private final double highY;

    private LogChart(Scaling.Sweep sweep) {
        lowX = sweep.x().get(0) / 1.2;
        highX = sweep.x().get(sweep.x().size() - 1) * 1.2;
        lowY = sweep.cost().stream().mapToDouble(Measurement::min).min().orElseThrow() / 1.3;
        highY = sweep.cost().stream().mapToDouble(Measurement::max).max().orElseThrow() * 1.3;
    }

    /** A picture: medians with their ranges, and the fitted line. */
    static String svg(Scaling.Sweep sweep) {
        LogChart chart = new LogChart(sweep);
        chart.draw(sweep);
        return chart.svg.toString();
    }

    private void draw(Scaling.Sweep sweep) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"13\">%n",
                WIDTH, HEIGHT, WIDTH);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", WIDTH, HEIGHT);
        for (double tick : ticks(lowY, highY)) {
            line(lowX, tick, highX, tick, "#ddd");
            text(LEFT - 6, y(tick) + 4, "end", Figures.of(tick));
        }
        for (double x : sweep.x()) {
            line(x, lowY, x, highY, "#ddd");
            text(x(x), HEIGHT - BOTTOM + 18, "middle", String.format(Locale.ROOT, "%.0f", x));
        }
        text(WIDTH / 2.0, HEIGHT - 10, "middle", sweep.quantity());
        text(8, TOP - 6, "start", sweep.unit());
        double first = sweep.x().get(0);
        double last = sweep.x().get(sweep.x().size() - 1);
        line(first, sweep.law().at(first), last, sweep.law().at(last), "#c60");
        for (int k = 0; k < sweep.x().size(); k++) {
            double x = sweep.x().get(k);
            Measurement cost = sweep.cost().get(k);
            line(x, cost.min(), x, cost.max(), "#247");
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#247\"/>%n",
                    x(x), y(cost.median()));
        }
        text(
                LEFT + 12,
                TOP + 18,
                "start",
                String.format(Locale.ROOT, "exponent %.2f", sweep.law().exponent()));
        svg.append("</svg>\n");
    }

    /** 1, 2 and 5 times the powers of ten. */
    static List<Double> ticks(double low, double high) {
        List<Double> ticks = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(low)); ticks.size() < 100; power++) {
            for (int step : new int[] {1, 2, 5}) {
                double tick = step * Math.pow(10, power);
                if (tick > high) {
                    return ticks;
                }
                if (tick >= low) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private double x(double value) {
        double part = Math.log(value / lowX) / Math.log(highX / lowX);
        return LEFT + part * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        double part = Math.log(value / lowY) / Math.log(highY / lowY);
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }

    private void line(double fromX, double fromY, double toX, double toY, String colour) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x(fromX), y(fromY), x(toX), y(toY), colour);
    }

    private void text(double x, double y, String anchor, String words) {
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x, y, anchor, ScalingPage.escaped(words));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
