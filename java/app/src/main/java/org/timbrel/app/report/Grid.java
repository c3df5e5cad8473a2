// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.function.DoubleUnaryOperator;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.metrics.LogMel;

/** Values over time, few enough columns to be drawn one a pixel. */
final class Grid {

    /** [columns][rows]. */
    private final double[][] values;

    private Grid(double[][] values) {
        this.values = values;
    }

    /**
     * Averages neighbouring frames where there are more than {@code maxColumns}.
     *
     * @param matrix at least one frame
     */
    static Grid of(FrameMatrix matrix, int maxColumns) {
        int columns = Math.min(matrix.frames(), maxColumns);
        double[][] values = new double[columns][matrix.dims()];
        for (int c = 0; c < columns; c++) {
            int from = (int) ((long) c * matrix.frames() / columns);
            int to = (int) ((c + 1L) * matrix.frames() / columns);
            for (int t = from; t < to; t++) {
                for (int d = 0; d < matrix.dims(); d++) {
                    values[c][d] += matrix.values()[t * matrix.dims() + d] / (to - from);
                }
            }
        }
        return new Grid(values);
    }

    /** Levels in dBFS, neighbouring frames averaged as above. */
    static Grid of(LogMel mel, int maxColumns) {
        int columns = Math.min(mel.frames(), maxColumns);
        double[][] values = new double[columns][mel.bands()];
        for (int c = 0; c < columns; c++) {
            int from = (int) ((long) c * mel.frames() / columns);
            int to = (int) ((c + 1L) * mel.frames() / columns);
            for (int b = 0; b < mel.bands(); b++) {
                for (int t = from; t < to; t++) {
                    values[c][b] += (mel.levelDb(b, t) - mel.fullScaleDb(b)) / (to - from);
                }
            }
        }
        return new Grid(values);
    }

    /**
     * A matrix, neighbouring rows and columns averaged where there are more than {@code maxCells}.
     *
     * @param matrix [rows][columns], at least one of each; row 0 becomes the lowest
     */
    static Grid of(double[][] matrix, int maxCells) {
        int rows = Math.min(matrix.length, maxCells);
        int columns = Math.min(matrix[0].length, maxCells);
        double[][] values = new double[columns][rows];
        for (int c = 0; c < columns; c++) {
            int left = (int) ((long) c * matrix[0].length / columns);
            int right = (int) ((c + 1L) * matrix[0].length / columns);
            for (int r = 0; r < rows; r++) {
                int from = (int) ((long) r * matrix.length / rows);
                int to = (int) ((r + 1L) * matrix.length / rows);
                double sum = 0;
                for (int i = from; i < to; i++) {
                    for (int k = left; k < right; k++) {
                        sum += matrix[i][k];
                    }
                }
                values[c][r] = sum / ((double) (to - from) * (right - left));
            }
        }
        return new Grid(values);
    }

    double at(int column, int row) {
        return values[column][row];
    }

    int columns() {
        return values.length;
    }

    int rows() {
        return values[0].length;
    }

    /** Every value through {@code function}. */
    Grid map(DoubleUnaryOperator function) {
        double[][] mapped = new double[columns()][rows()];
        for (int c = 0; c < columns(); c++) {
            for (int r = 0; r < rows(); r++) {
                mapped[c][r] = function.applyAsDouble(values[c][r]);
            }
        }
        return new Grid(mapped);
    }

    /** Each row less its mean, divided by its standard deviation; a constant row becomes 0. */
    Grid standardised() {
        double[][] standard = new double[columns()][rows()];
        for (int r = 0; r < rows(); r++) {
            double sum = 0;
            double squares = 0;
            for (double[] column : values) {
                sum += column[r];
                squares += column[r] * column[r];
            }
            double mean = sum / columns();
            double deviation = Math.sqrt(Math.max(0, squares / columns() - mean * mean));
            for (int c = 0; c < columns(); c++) {
                standard[c][r] = deviation < 1e-6 ? 0 : (values[c][r] - mean) / deviation;
            }
        }
        return new Grid(standard);
    }

    /** The largest value. */
    double max() {
        double max = Double.NEGATIVE_INFINITY;
        for (double[] column : values) {
            for (double value : column) {
                max = Math.max(max, value);
            }
        }
        return max;
    }
}
