// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.filter;

/**
 * The least of the last values of a stream, in constant time a value on average: those that a later
 * and lesser one follows are forgotten (Lemire 2006, "Streaming maximum-minimum filter using no
 * more than three comparisons per element"). Not thread-safe.
 */
final class WindowMinimum {

    private final int window;
    private final double[] values; // A ring, ascending from the first on.
    private final long[] places;
    private int first;
    private int count;
    private long place;

    /**
     * @param window values that it looks back at, the newest included; at least 1
     */
    WindowMinimum(int window) {
        this.window = window;
        values = new double[window];
        places = new long[window];
    }

    /** Takes a value, and gives the least of the last ones. */
    double next(double value) {
        if (count > 0 && places[first] <= place - window) {
            first = (first + 1) % window;
            count--;
        }
        while (count > 0 && values[(first + count - 1) % window] >= value) {
            count--;
        }
        int last = (first + count++) % window;
        values[last] = value;
        places[last] = place++;
        return values[first];
    }
}
