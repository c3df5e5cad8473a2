// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

/** Values over time. What they are at a time is the same however often it is asked for. */
public interface Curve {

    /** Values at every time, at least 1. */
    int width();

    /**
     * The values at a time.
     *
     * @param seconds may be below 0
     * @param out written, [width]
     */
    void at(double seconds, double[] out);

    /** Whether every value is this at all times, now and later. */
    boolean is(double value);
}
