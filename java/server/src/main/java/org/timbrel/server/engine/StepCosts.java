// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.Arrays;

/**
 * What a step of so many streams costs, as measured: on a processor about as much more as there are
 * more of them, on a graphics card the same for all. Where nothing was measured it is guessed from
 * fewer streams, each costing the same, and is at most what more of them cost.
 */
final class StepCosts {

    /** Of a new measurement that is lower than what is known, and of one that is higher. */
    private static final double LOWER = 0.5;

    /** Others on the machine make single ones higher. */
    private static final double HIGHER = 0.1;

    /** What is about as little. */
    private static final double ABOUT = 1.1;

    private static final double UNKNOWN = 0;

    private final double[] nanos;

    /**
     * @param streams at once at most
     */
    StepCosts(int streams) {
        nanos = new double[streams + 1];
        Arrays.fill(nanos, UNKNOWN);
    }

    /** A call of so many streams and steps took so long. */
    void measured(int streams, int steps, long callNanos) {
        double step = (double) callNanos / steps;
        double known = nanos[streams];
        double newest = step < known ? LOWER : HIGHER;
        nanos[streams] = known == UNKNOWN ? step : known + newest * (step - known);
    }

    /** Nanoseconds of a step of so many streams; 0: nothing was measured yet. */
    double nanos(int streams) {
        if (nanos[streams] != UNKNOWN) {
            return nanos[streams];
        }
        double most = Double.POSITIVE_INFINITY;
        for (int n = streams + 1; n < nanos.length && most == Double.POSITIVE_INFINITY; n++) {
            most = nanos[n] != UNKNOWN ? nanos[n] : most;
        }
        for (int n = streams - 1; n > 0; n--) {
            if (nanos[n] != UNKNOWN) {
                return Math.min(most, nanos[n] * streams / n);
            }
        }
        return most == Double.POSITIVE_INFINITY ? 0 : most;
    }

    /** The fewest of so many streams that cost about as little each as any number of them. */
    int worthwhile(int streams) {
        double least = Double.POSITIVE_INFINITY;
        for (int n = 1; n <= streams; n++) {
            least = Math.min(least, nanos(n) / n);
        }
        int fewest = 1;
        while (fewest < streams && nanos(fewest) / fewest > ABOUT * least) {
            fewest++;
        }
        return fewest;
    }
}
