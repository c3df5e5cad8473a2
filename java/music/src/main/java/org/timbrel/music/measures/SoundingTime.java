// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.measures;

import java.util.Arrays;

/**
 * How much notes sound up to a moment, all of them together: ∫ (number that sounds) dt, which is
 * the sum of t − start over those that have begun less the sum of t − end over those that are over.
 */
final class SoundingTime {

    private final double[] starts;
    private final double[] ends;
    private final double[] startSums;
    private final double[] endSums;

    /**
     * @param starts [notes], in any order and unit of time
     * @param ends [notes], each note's no earlier than its start
     */
    SoundingTime(double[] starts, double[] ends) {
        this.starts = sorted(starts);
        this.ends = sorted(ends);
        startSums = sums(this.starts);
        endSums = sums(this.ends);
    }

    private static double[] sorted(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double[] sums(double[] times) {
        double[] sums = new double[times.length + 1];
        for (int i = 0; i < times.length; i++) {
            sums[i + 1] = sums[i] + times[i];
        }
        return sums;
    }

    /** Notes that begin in [from, to). */
    int begun(double from, double to) {
        return below(starts, to) - below(starts, from);
    }

    /** Time that notes sound in [from, to), each note's counted. */
    double between(double from, double to) {
        return Math.max(0, until(to) - until(from));
    }

    private double until(double time) {
        int begun = below(starts, time);
        int over = below(ends, time);
        return (begun - over) * time - startSums[begun] + endSums[over];
    }

    /** How many are below a time. */
    private static int below(double[] sorted, double time) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
