// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

/**
 * What a chart's axis shows.
 *
 * @param name of the quantity: "loss"
 * @param unit "nats/s"; empty where it has none
 * @param logarithmic of values above 0 alone
 * @param low where the axis begins; NaN: by the data
 * @param high where it ends; NaN: by the data
 */
public record Scale(String name, String unit, boolean logarithmic, double low, double high) {

    /**
     * @throws IllegalArgumentException if the ends are in the wrong order, or a logarithmic one is
     *     not above 0
     */
    public Scale {
        if (low >= high) {
            throw new IllegalArgumentException("low %s is not below high %s".formatted(low, high));
        }
        if (logarithmic && (low <= 0 || high <= 0)) {
            throw new IllegalArgumentException(
                    "a logarithmic axis from %s to %s needs ends above 0".formatted(low, high));
        }
    }

    /** An even scale over the data. */
    public static Scale of(String name, String unit) {
        return new Scale(name, unit, false, Double.NaN, Double.NaN);
    }

    /** The same, logarithmic. */
    public Scale log() {
        return new Scale(name, unit, true, low, high);
    }

    /** The same, beginning at {@code newLow}. */
    public Scale from(double newLow) {
        return new Scale(name, unit, logarithmic, newLow, high);
    }

    /** The same, ending at {@code newHigh}. */
    public Scale to(double newHigh) {
        return new Scale(name, unit, logarithmic, low, newHigh);
    }

    /** The same between two ends. */
    public Scale between(double newLow, double newHigh) {
        return new Scale(name, unit, logarithmic, newLow, newHigh);
    }

    /** "loss (nats/s)". */
    String title() {
        return unit.isEmpty() ? name : name + " (" + unit + ")";
    }
}
