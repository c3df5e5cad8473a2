// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.stream.IntStream;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;

/**
 * Takes out of a frame's levels what bands without a bin did to them. Such bands are always at the
 * floor; cut off coefficients spread those notches over their neighbours. Sought are the levels of
 * the others, as smooth as the coefficients are many, that give the same coefficients with the
 * empty bands at the floor. One stream's frames in order.
 */
final class EmptyBands {

    private static final int ROUNDS = 4;
    // What a hole may have hidden of the loudest band.
    private static final double MAX_OVER_DB = 6;

    private final FeatureSpec spec;
    private final double floorDb;
    private final boolean[] empty;
    private final int[] holes;
    // What a band lost for each dB by which an empty one came out over the floor, [bands][holes]
    private final double[][] leak;
    private final double[] height;
    private final double[] plain;
    private double loudestDb;

    /**
     * @param basis orthonormal rows from levels to coefficients, [coefficients][bands]
     * @param floorDb the least level
     */
    EmptyBands(FeatureSpec spec, MelFilterbank bank, double[][] basis, double floorDb) {
        this.spec = spec;
        this.floorDb = floorDb;
        loudestDb = floorDb;
        int bands = bank.bands();
        empty = new boolean[bands];
        for (int b = 0; b < bands; b++) {
            empty[b] = bank.binCount(b) == 0;
        }
        holes = IntStream.range(0, bands).filter(b -> empty[b]).toArray();
        double[][] fit = fit(basis);
        leak = new double[bands][holes.length];
        for (int b = 0; b < bands; b++) {
            for (int i = 0; i < holes.length; i++) {
                for (int n = 0; n < basis.length && !empty[b]; n++) {
                    leak[b][i] += basis[n][b] * fit[n][holes[i]];
                }
            }
        }
        height = new double[holes.length];
        plain = new double[bands];
    }

    /** (B Bᵀ + ridge)⁻¹ basis, B the basis of the bands that hold bins; Gauss and Jordan. */
    private double[][] fit(double[][] basis) {
        int size = basis.length;
        // Single holes leave the system well conditioned. Runs of them, at high rates, leave some
        // combinations of the coefficients without an answer: the more holes, the less is believed.
        double ridge = Math.pow((double) holes.length / empty.length, 2);
        double[][] gram = new double[size][size];
        double[][] fit = new double[size][];
        for (int n = 0; n < size; n++) {
            fit[n] = basis[n].clone();
            for (int m = 0; m < size; m++) {
                gram[n][m] = n == m ? ridge : 0;
                for (int b = 0; b < empty.length; b++) {
                    gram[n][m] += empty[b] ? 0 : basis[n][b] * basis[m][b];
                }
            }
        }
        // Symmetric and positive definite: no pivot is needed.
        for (int n = 0; n < size; n++) {
            scale(gram[n], fit[n], 1 / gram[n][n]);
            for (int m = 0; m < size; m++) {
                double factor = gram[m][n];
                if (m != n && factor != 0) {
                    subtract(gram[m], gram[n], factor);
                    subtract(fit[m], fit[n], factor);
                }
            }
        }
        return fit;
    }

    private static void scale(double[] row, double[] other, double factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] *= factor;
        }
        for (int i = 0; i < other.length; i++) {
            other[i] *= factor;
        }
    }

    private static void subtract(double[] row, double[] pivot, double factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] -= factor * pivot[i];
        }
    }

    /** Corrects a frame's levels, [bands]. */
    void fill(double[] levelDb) {
        System.arraycopy(levelDb, 0, plain, 0, plain.length);
        double most = highest(levelDb) + MAX_OVER_DB;
        if (spec.topDb() == null) {
            put(floorDb, most, levelDb);
            return;
        }
        // The floor lies under the clip's loudest cell, of which those so far are known and this
        // frame's own, which in turn depend on the floor.
        double loudest = Math.max(loudestDb, highest(levelDb));
        for (int round = 0; round < ROUNDS; round++) {
            put(Math.max(floorDb, loudest - spec.topDb()), most, levelDb);
            loudest = Math.max(loudestDb, highest(levelDb));
        }
        loudestDb = loudest;
    }

    private void put(double floor, double most, double[] levelDb) {
        for (int i = 0; i < holes.length; i++) {
            height[i] = plain[holes[i]] - floor;
        }
        for (int b = 0; b < plain.length; b++) {
            double level = empty[b] ? floor : plain[b];
            for (int i = 0; i < holes.length; i++) {
                level += leak[b][i] * height[i];
            }
            levelDb[b] = Math.max(floor, Math.min(most, level));
        }
    }

    private static double highest(double[] levelDb) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double level : levelDb) {
            highest = level > highest ? level : highest;
        }
        return highest;
    }
}
