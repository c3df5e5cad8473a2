// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

/**
 * A mean, or a difference of means, with what it may be off by.
 *
 * @param estimate of the values that there are; NaN without one
 * @param low lower end; NaN where neither pieces nor seeds can be resampled
 * @param high upper end, likewise
 * @param level how often such intervals hold the true value, 0..1
 * @param seeds of the arm that has the most, with a value
 * @param pieces with a value; of a paired difference, with a value of both
 * @param values how many were used
 * @param method how it came about, in one line
 */
public record Interval(
        double estimate,
        double low,
        double high,
        double level,
        int seeds,
        int pieces,
        int values,
        String method) {

    /** Whether it has ends. */
    public boolean known() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }

    /** Whether a value lies in it, its ends included. */
    public boolean holds(double value) {
        return low <= value && value <= high;
    }
}
