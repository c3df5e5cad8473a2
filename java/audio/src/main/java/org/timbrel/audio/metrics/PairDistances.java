// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.Arrays;
import java.util.List;

/** TexStat distances of every segment of one list to every segment of another. */
final class PairDistances {

    // [rows][columns]
    private final float[][] values;
    // Whether rows and columns are the same segments: the diagonal is then no pair.
    private final boolean within;

    private PairDistances(float[][] values, boolean within) {
        this.values = values;
        this.within = within;
    }

    static PairDistances between(List<TextureStatistics> rows, List<TextureStatistics> columns) {
        float[][] values = new float[rows.size()][columns.size()];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                values[i][j] = (float) rows.get(i).distance(columns.get(j));
            }
        }
        return new PairDistances(values, false);
    }

    static PairDistances within(List<TextureStatistics> segments) {
        float[][] values = new float[segments.size()][segments.size()];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < i; j++) {
                values[i][j] = (float) segments.get(i).distance(segments.get(j));
                values[j][i] = values[i][j];
            }
        }
        return new PairDistances(values, true);
    }

    /** Those between segments {@code rowFrom..rowTo - 1} and {@code columnFrom..columnTo - 1}. */
    PairDistances part(int rowFrom, int rowTo, int columnFrom, int columnTo) {
        float[][] part = new float[rowTo - rowFrom][];
        for (int i = 0; i < part.length; i++) {
            part[i] = Arrays.copyOfRange(values[rowFrom + i], columnFrom, columnTo);
        }
        return new PairDistances(part, within && rowFrom == columnFrom && rowTo == columnTo);
    }

    /** How many rows. */
    int size() {
        return values.length;
    }

    /** NaN where there is no pair. */
    double mean() {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                sum += isPair(i, j) ? values[i][j] : 0;
            }
        }
        return sum / pairs();
    }

    /** Mean of e^(-distance / bandwidth); NaN where there is no pair. */
    double meanKernel(double bandwidth) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                sum += isPair(i, j) ? Math.exp(-values[i][j] / bandwidth) : 0;
            }
        }
        return sum / pairs();
    }

    /** The upper median; NaN where there is no pair. */
    double median() {
        float[] sorted = new float[Math.toIntExact(pairs())];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                if (isPair(i, j)) {
                    sorted[count++] = values[i][j];
                }
            }
        }
        Arrays.sort(sorted);
        return count == 0 ? Double.NaN : sorted[count / 2];
    }

    private boolean isPair(int row, int column) {
        return !within || row != column;
    }

    private long pairs() {
        long rows = values.length;
        return within ? rows * (rows - 1) : rows == 0 ? 0 : rows * values[0].length;
    }
}
