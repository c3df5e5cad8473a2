// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

/** What may be said of a difference. */
public enum Verdict {
    /** All of the interval lies above 0. */
    HIGHER("higher"),
    /** All of the interval lies below 0. */
    LOWER("lower"),
    /** The interval spans 0, or there is none. */
    NOT_SHOWN("no difference shown");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** In words. */
    public String label() {
        return label;
    }

    static Verdict of(Interval interval) {
        if (interval.low() > 0) {
            return HIGHER;
        }
        return interval.high() < 0 ? LOWER : NOT_SHOWN;
    }
}
