// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

/**
 * By what a network's levels of one sound come nearer to those that were learned. Its slow levels
 * are mapped, band by band, so that they are distributed as they were; then every part that moves
 * has a gain, so that there is as much movement of every speed as there was: histogram equalisation
 * (Molau et al. 2001) of the slow part, and the modulation spectrum postfilter of Takamichi et al.
 * (2014) for the rest.
 *
 * @param from [melBands][quantiles] in dB, of slow levels as they are generated, rising
 * @param to [melBands][quantiles] in dB, as they were learned, rising
 * @param gainsDb [{@link LevelParts#MOVING}][melBands] of the parts that move
 */
@SuppressWarnings("ArrayRecordComponent") // Three tables: they are not copied.
record LevelCorrection(double[][] from, double[][] to, double[][] gainsDb) {

    /** Quantiles at even steps, but for the first and the last. */
    static final int QUANTILES = 33;

    /**
     * @throws IllegalArgumentException if there are other sizes, or numbers that are none
     */
    LevelCorrection {
        require("from", from, from.length, QUANTILES);
        require("to", to, from.length, QUANTILES);
        require("gainsDb", gainsDb, LevelParts.MOVING, from.length);
    }

    private static void require(String name, double[][] table, int rows, int columns) {
        if (table.length != rows) {
            throw new IllegalArgumentException(
                    "%s of a correction has %d rows, not %d".formatted(name, table.length, rows));
        }
        for (double[] row : table) {
            if (row.length != columns) {
                throw new IllegalArgumentException(
                        "%s of a correction has %d columns, not %d"
                                .formatted(name, row.length, columns));
            }
            for (double value : row) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "%s of a correction holds %s".formatted(name, value));
                }
            }
        }
    }

    int bands() {
        return from.length;
    }

    /**
     * What a band's slow level becomes, in dB: beyond the outermost quantiles moved as they are.
     */
    double mapped(int band, double slow) {
        double[] x = from[band];
        double[] y = to[band];
        int last = QUANTILES - 1;
        if (slow <= x[0]) {
            return slow + y[0] - x[0];
        }
        if (slow >= x[last]) {
            return slow + y[last] - x[last];
        }
        int low = 0;
        int high = last;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (x[middle] <= slow) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return y[low] + (slow - x[low]) / (x[high] - x[low]) * (y[high] - y[low]);
    }
}
