// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.SplittableRandom;

/**
 * Phases of one STFT column after another, integrated from their gradient: real-time phase gradient
 * heap integration (Průša and Søndergaard 2016), without the heap. Not thread-safe.
 *
 * <p>There, every cell gets its phase from the neighbour that is reached first when the loudest
 * cells spread first: the same cell one column earlier, or the next one below or above. In other
 * words along the path whose quietest cell is loudest. Within a column such paths run up or down
 * only, so one sweep in each direction finds them, in time linear in the bins.
 */
final class ColumnPhases {

    // Cells that nothing reaches start at phase 0, the loudest of an island first: this keeps
    // their own keys below those of any path.
    private static final double ISLAND = 1e-12;

    private final int bins;
    private final SplittableRandom random;
    private final double[] phase;
    private final double[] before;
    private final double[] up;
    private final double[] down;
    private final double[] own;

    ColumnPhases(int bins, long seed) {
        this.bins = bins;
        random = new SplittableRandom(seed);
        phase = new double[bins];
        before = new double[bins];
        up = new double[bins];
        down = new double[bins];
        own = new double[bins];
    }

    /**
     * The next column.
     *
     * @param earlier magnitudes of the column before, [bins]; zeros before the first
     * @param magnitude of this column, [bins]
     * @param earlierTurn turns a sample of the column before, [bins]
     * @param turn turns a sample of this column, [bins]
     * @param slope turns a bin of this column, [bins]
     * @param samples between the two columns
     * @return phases in turns, [bins], valid until the next call; random in cells too quiet to
     *     matter
     */
    double[] next(
            double[] earlier,
            double[] magnitude,
            float[] earlierTurn,
            float[] turn,
            float[] slope,
            int samples) {
        System.arraycopy(phase, 0, before, 0, bins);
        double loudest = 0;
        for (int m = 0; m < bins; m++) {
            loudest = Math.max(loudest, Math.max(earlier[m], magnitude[m]));
        }
        double quiet = PhaseGradient.TOLERANCE * loudest;
        for (int m = 0; m < bins; m++) {
            own[m] = earlier[m] > quiet ? earlier[m] : ISLAND * magnitude[m];
        }
        // The loudest that a path's quietest cell can be, arriving from below and from above.
        up[0] = 0;
        for (int m = 1; m < bins; m++) {
            double s = magnitude[m - 1] > quiet ? magnitude[m - 1] : 0;
            up[m] = Math.min(s, Math.max(own[m - 1], up[m - 1]));
        }
        down[bins - 1] = 0;
        for (int m = bins - 2; m >= 0; m--) {
            double s = magnitude[m + 1] > quiet ? magnitude[m + 1] : 0;
            down[m] = Math.min(s, Math.max(own[m + 1], down[m + 1]));
        }
        for (int m = 0; m < bins; m++) {
            if (magnitude[m] <= quiet) {
                phase[m] = random.nextInt() * 0x1.0p-32;
            } else if (own[m] >= up[m] && own[m] >= down[m]) {
                phase[m] =
                        earlier[m] > quiet
                                ? wrapped(before[m] + 0.5 * samples * (earlierTurn[m] + turn[m]))
                                : 0;
            } else if (up[m] >= down[m]) {
                phase[m] = wrapped(phase[m - 1] + 0.5 * (slope[m - 1] + slope[m]));
            }
        }
        for (int m = bins - 2; m >= 0; m--) {
            if (magnitude[m] > quiet && down[m] > own[m] && down[m] > up[m]) {
                phase[m] = wrapped(phase[m + 1] - 0.5 * (slope[m + 1] + slope[m]));
            }
        }
        return phase;
    }

    private static double wrapped(double turns) {
        return turns - Math.rint(turns);
    }
}
