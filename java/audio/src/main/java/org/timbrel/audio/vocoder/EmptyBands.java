// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;

/**
 * Takes out of a frame's levels what bands without a bin did to them. Such bands are always at the
 * floor; cut off coefficients spread those notches over their neighbours. Sought are the levels of
 * the others, as smooth as the coefficients are many, that give the same coefficients with the
 * empty bands at the floor. One stream's frames in order.
 */
final class EmptyBands {

    // Where all coefficients are kept the empty bands' share has no solution, and needs none.
    private static final double RIDGE = 1e-3;
    private static final int ROUNDS = 4;

    private final FeatureSpec spec;
    private final double floorDb;
    private final boolean[] empty;
    // Levels = solve · levels as they are + ofFloor · floor: solve is [bands][bands]
    private final double[][] solve;
    private final double[] ofFloor;
    private final double[] solved;
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
        double[][] fit = fit(basis);
        solve = new double[bands][bands];
        ofFloor = new double[bands];
        solved = new double[bands];
        for (int b = 0; b < bands; b++) {
            ofFloor[b] = 1;
            for (int i = 0; i < bands && !empty[b]; i++) {
                for (int n = 0; n < basis.length; n++) {
                    solve[b][i] += basis[n][b] * fit[n][i];
                }
                ofFloor[b] -= solve[b][i];
            }
        }
    }

    /** (B Bᵀ + ridge)⁻¹ basis, B the basis of the bands that hold bins; Gauss and Jordan. */
    private double[][] fit(double[][] basis) {
        int size = basis.length;
        double[][] gram = new double[size][size];
        double[][] fit = new double[size][];
        for (int n = 0; n < size; n++) {
            fit[n] = basis[n].clone();
            for (int m = 0; m < size; m++) {
                gram[n][m] = n == m ? RIDGE : 0;
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
        for (int b = 0; b < solved.length; b++) {
            double sum = 0;
            for (int i = 0; i < solved.length && !empty[b]; i++) {
                sum += solve[b][i] * levelDb[i];
            }
            solved[b] = sum;
        }
        if (spec.topDb() == null) {
            put(floorDb, levelDb);
            return;
        }
        // The floor lies under the clip's loudest cell, of which those so far are known and this
        // frame's own, which in turn depend on the floor.
        double loudest = Math.max(loudestDb, highest(levelDb));
        for (int round = 0; round < ROUNDS; round++) {
            put(Math.max(floorDb, loudest - spec.topDb()), levelDb);
            loudest = Math.max(loudestDb, highest(levelDb));
        }
        loudestDb = loudest;
    }

    private void put(double floor, double[] levelDb) {
        for (int b = 0; b < solved.length; b++) {
            levelDb[b] = solved[b] + ofFloor[b] * floor;
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
