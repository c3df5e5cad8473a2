// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One side of a figure.
 *
 * @param title with the unit
 * @param ticks where a label stands
 */
record Axis(String title, List<Tick> ticks) {

    /**
     * A label.
     *
     * @param position along the axis, 0..1 from left or bottom
     */
    record Tick(double position, String label) {}

    Axis {
        ticks = List.copyOf(ticks);
    }

    /** An even scale with about {@code count} round numbers. */
    static Axis linear(String title, double low, double high, int count) {
        double step = roundStep((high - low) / count);
        List<Tick> ticks = new ArrayList<>();
        DecimalFormat format =
                new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT));
        // As many decimals as neighbours take to differ.
        format.setMaximumFractionDigits(Math.max(4, (int) Math.ceil(-Math.log10(step) - 1e-9)));
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            double value = i * step;
            ticks.add(
                    new Tick(
                            (value - low) / (high - low),
                            format.format(value).replace('-', '\u2212')));
        }
        return new Axis(title, ticks);
    }

    /** Frequencies by octaves from {@code low} on. */
    static Axis octaves(String title, double low, double high) {
        List<Tick> ticks = new ArrayList<>();
        DecimalFormat format =
                new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
        for (double hz = low; hz <= high * (1 + 1e-9); hz *= 2) {
            ticks.add(new Tick(Math.log(hz / low) / Math.log(high / low), format.format(hz)));
        }
        return new Axis(title, ticks);
    }

    /** 1, 2 or 5 times a power of ten, the nearest from below to {@code step} or just above. */
    private static double roundStep(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double lead = step / power;
        double round = lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10;
        return round * power;
    }
}
