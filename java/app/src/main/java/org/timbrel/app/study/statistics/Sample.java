// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A measure of one arm: a value for every seed that it was trained with and every piece that it was
 * judged on. Some may be missing, since a measure may have no meaning for a sound. Every piece
 * counts the same, whatever number of values it has.
 */
public final class Sample {

    // [seeds][pieces], NaN where one is missing.
    private final double[][] values;
    private final boolean fixed;

    private Sample(double[][] values, boolean fixed) {
        this.values = values;
        this.fixed = fixed;
    }

    /**
     * Of what has no seed, as the truth or a ceiling: chance lies in the pieces alone.
     *
     * @param byPiece [pieces], NaN where one is missing; copied
     * @throws IllegalArgumentException if a value is infinite
     */
    public static Sample fixed(double[] byPiece) {
        return new Sample(of(new double[][] {byPiece}).values, true);
    }

    /**
     * Of values.
     *
     * @param bySeedAndPiece [seeds][pieces], NaN where one is missing; copied
     * @throws IllegalArgumentException if rows differ in length, or a value is infinite
     */
    public static Sample of(double[][] bySeedAndPiece) {
        double[][] values = new double[bySeedAndPiece.length][];
        for (int s = 0; s < values.length; s++) {
            values[s] = bySeedAndPiece[s].clone();
            if (values[s].length != values[0].length) {
                throw new IllegalArgumentException(
                        "seed %d has %d pieces, seed 0 has %d: put NaN where a value is missing"
                                .formatted(s, values[s].length, values[0].length));
            }
            for (int p = 0; p < values[s].length; p++) {
                if (Double.isInfinite(values[s][p])) {
                    throw new IllegalArgumentException(
                            "the value of seed %d and piece %d is infinite: put NaN if it is missing"
                                    .formatted(s, p));
                }
            }
        }
        return new Sample(values, false);
    }

    /** How many seeds. */
    public int seeds() {
        return values.length;
    }

    /** How many pieces. */
    public int pieces() {
        return values.length == 0 ? 0 : values[0].length;
    }

    /** Whether there are no seeds to draw others of. */
    public boolean isFixed() {
        return fixed;
    }

    /** A value; NaN if it is missing. */
    public double at(int seed, int piece) {
        return values[seed][piece];
    }

    /** How many values are there. */
    public int count() {
        return (int)
                Arrays.stream(values)
                        .flatMapToDouble(Arrays::stream)
                        .filter(v -> !Double.isNaN(v))
                        .count();
    }

    /** The mean over the pieces of each piece's mean over the seeds; NaN without a value. */
    public double mean() {
        double sum = 0;
        int count = 0;
        for (int p = 0; p < pieces(); p++) {
            double mean = pieceMean(p);
            if (!Double.isNaN(mean)) {
                sum += mean;
                count++;
            }
        }
        return sum / count;
    }

    /** The mean of a piece over its seeds; NaN where all are missing. */
    double pieceMean(int piece) {
        double sum = 0;
        int count = 0;
        for (double[] row : values) {
            if (!Double.isNaN(row[piece])) {
                sum += row[piece];
                count++;
            }
        }
        return sum / count;
    }

    /** Some pieces, in an order, and the seeds that have a value of any of them. */
    Sample restricted(int[] pieces) {
        double[][] kept =
                Arrays.stream(values)
                        .map(row -> Arrays.stream(pieces).mapToDouble(p -> row[p]).toArray())
                        .filter(row -> !Arrays.stream(row).allMatch(Double::isNaN))
                        .toArray(double[][]::new);
        return new Sample(kept, fixed);
    }

    /** Pieces that have a value. */
    int[] present() {
        return IntStream.range(0, pieces()).filter(p -> !Double.isNaN(pieceMean(p))).toArray();
    }
}
