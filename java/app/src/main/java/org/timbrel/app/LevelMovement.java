// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much bands' levels move, and how that comes of their parts: for every band and range of
 * speeds the matrix S with which a level Σ h_k part_k has the power hᵀ S h, in dB². The ranges are
 * the octaves from 0.5 to 16 Hz, by Welch's method over stretches of 4 s by halves, Hann; and the
 * change from frame to frame, whatever is faster.
 */
final class LevelMovement {

    /** The length of a stretch: two periods of the slowest movement. */
    static final double STRETCH_SECONDS = 4;

    private static final double LOWEST_HZ = 0.5;
    private static final int OCTAVES = 5;

    /** Ranges of speeds, the change from frame to frame the last. */
    static final int RANGES = OCTAVES + 1;

    /** Twice the highest octave's end, and some more: so often are levels looked at. */
    private static final double LOOKS_PER_SECOND = 43;

    /** Of a Hann window's squares. */
    private static final double MEAN_SQUARE = 0.375;

    private final int parts;
    private final int bands;
    private final int framesPerLook;
    private final int stretch;
    private final double[][] cosines; // [bins][stretch], windowed
    private final double[][] sines;
    private final int[] octave; // [bins]
    private final double[][][][] sums; // [bands][ranges][parts][parts]
    private final float[] last;
    private float[] look;
    private final List<float[]> piece = new ArrayList<>(); // [parts·bands] a look
    private int framesOfLook;
    private boolean begun;
    private long changes;
    private long stretches;

    LevelMovement(int parts, int bands, double framesPerSecond) {
        this.parts = parts;
        this.bands = bands;
        framesPerLook = (int) Math.max(1, Math.round(framesPerSecond / LOOKS_PER_SECOND));
        double looksPerSecond = framesPerSecond / framesPerLook;
        stretch = (int) Math.round(STRETCH_SECONDS * looksPerSecond);
        double binHz = looksPerSecond / stretch;
        int first = (int) Math.ceil(LOWEST_HZ / binHz - 1e-6);
        int end = (int) Math.ceil(LOWEST_HZ * (1 << OCTAVES) / binHz - 1e-6);
        int bins = Math.max(0, Math.min(end, (stretch + 1) / 2) - first);
        cosines = new double[bins][stretch];
        sines = new double[bins][stretch];
        octave = new int[bins];
        for (int f = 0; f < bins; f++) {
            octave[f] = (int) (Math.log((first + f) * binHz / LOWEST_HZ) / Math.log(2) + 1e-6);
            for (int t = 0; t < stretch; t++) {
                double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * t / stretch);
                double phase = 2 * Math.PI * (first + f) * t / stretch;
                cosines[f][t] = window * Math.cos(phase);
                sines[f][t] = window * Math.sin(phase);
            }
        }
        sums = new double[bands][RANGES][parts][parts];
        last = new float[parts * bands];
        look = new float[parts * bands];
    }

    /**
     * Takes a frame that follows the one before.
     *
     * @param of [parts][bands] in dB
     */
    void add(double[][] of) {
        for (int b = 0; b < bands; b++) {
            for (int k = 0; begun && k < parts; k++) {
                double change = of[k][b] - last[k * bands + b];
                for (int i = 0; i <= k; i++) {
                    sums[b][OCTAVES][k][i] += change * (of[i][b] - last[i * bands + b]);
                }
            }
        }
        for (int k = 0; k < parts; k++) {
            for (int b = 0; b < bands; b++) {
                last[k * bands + b] = (float) of[k][b];
                look[k * bands + b] += (float) (of[k][b] / framesPerLook);
            }
        }
        changes += begun ? 1 : 0;
        begun = true;
        framesOfLook++;
        if (framesOfLook == framesPerLook) {
            piece.add(look);
            look = new float[parts * bands];
            framesOfLook = 0;
        }
    }

    /** What comes next does not follow what was added last. */
    void end() {
        IntStream.range(0, bands).parallel().forEach(this::addStretches);
        for (int from = 0; from + stretch <= piece.size(); from += stretch / 2) {
            stretches++;
        }
        piece.clear();
        look = new float[parts * bands];
        framesOfLook = 0;
        begun = false;
    }

    private void addStretches(int band) {
        double[][] levels = new double[parts][stretch];
        double[] real = new double[parts];
        double[] imaginary = new double[parts];
        for (int from = 0; from + stretch <= piece.size(); from += stretch / 2) {
            for (int k = 0; k < parts; k++) {
                double mean = 0;
                for (int t = 0; t < stretch; t++) {
                    levels[k][t] = piece.get(from + t)[k * bands + band];
                    mean += levels[k][t] / stretch;
                }
                for (int t = 0; t < stretch; t++) {
                    levels[k][t] -= mean;
                }
            }
            for (int f = 0; f < octave.length; f++) {
                for (int k = 0; k < parts; k++) {
                    real[k] = product(levels[k], cosines[f]);
                    imaginary[k] = product(levels[k], sines[f]);
                    for (int i = 0; i <= k; i++) {
                        sums[band][octave[f]][k][i] +=
                                real[k] * real[i] + imaginary[k] * imaginary[i];
                    }
                }
            }
        }
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int t = 0; t < x.length; t++) {
            sum += x[t] * y[t];
        }
        return sum;
    }

    /** Whether there was a stretch at all. */
    boolean isKnown() {
        return stretches > 0;
    }

    /**
     * The matrices of a band.
     *
     * @return [{@link #RANGES}][parts][parts], in dB²
     */
    double[][][] of(int band) {
        double[][][] all = new double[RANGES][parts][parts];
        double aStretch = 2 / (MEAN_SQUARE * stretch * stretch);
        for (int r = 0; r < RANGES; r++) {
            double scale = r < OCTAVES ? aStretch / stretches : 1.0 / Math.max(1, changes);
            for (int k = 0; k < parts; k++) {
                for (int i = 0; i <= k; i++) {
                    all[r][k][i] = scale * sums[band][r][k][i];
                    all[r][i][k] = all[r][k][i];
                }
            }
        }
        return all;
    }
}
