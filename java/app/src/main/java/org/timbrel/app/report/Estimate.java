// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

/**
 * A value and how far it may be off.
 *
 * @param value NaN where there is none
 * @param low lower end of its interval; NaN without one
 * @param high upper end
 */
public record Estimate(double value, double low, double high) {

    /**
     * @throws IllegalArgumentException if the ends are in the wrong order
     */
    public Estimate {
        if (low > high) {
            throw new IllegalArgumentException("low %s is above high %s".formatted(low, high));
        }
    }

    /** A value without an interval. */
    public static Estimate of(double value) {
        return new Estimate(value, Double.NaN, Double.NaN);
    }

    /** Whether it has both ends. */
    public boolean hasInterval() {
        return Double.isFinite(low) && Double.isFinite(high);
    }
}
