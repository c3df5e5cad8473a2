// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

/**
 * How near each moment of a sound is to each other (Foote, "Visualizing Music and Audio using
 * Self-Similarity", ACM Multimedia 1999): the cosine of the angle between the vectors that stand
 * for half a second each. A moment without direction, a rest, is like another such one (1) and
 * unlike all else (0).
 */
public final class SelfSimilarity {

    /** The length of the moments that {@link #lagProfile} compares. */
    public static final double CELL_SECONDS = 0.5;

    /** More cells than this a side are merged, so that an hour fits on a screen. */
    private static final int MAX_SIZE = 720;

    private static final int MAX_LAG = 64;

    // Unit vectors, or null for a rest.
    private final float[][] moments;
    private final float[][] cells;
    private final int merged;

    /**
     * @param points [moments][dimensions], at least one
     */
    SelfSimilarity(float[][] points) {
        int together = (points.length + MAX_SIZE - 1) / MAX_SIZE;
        moments = unit(points);
        merged = together;
        cells = together == 1 ? moments : unit(merge(points, together));
    }

    private static float[][] merge(float[][] points, int together) {
        float[][] sums = new float[points.length / together][points[0].length];
        for (int i = 0; i < sums.length * together; i++) {
            for (int d = 0; d < points[i].length; d++) {
                sums[i / together][d] += points[i][d];
            }
        }
        return sums;
    }

    private static float[][] unit(float[][] points) {
        float[][] units = new float[points.length][];
        for (int i = 0; i < points.length; i++) {
            double norm = Math.sqrt(dot(points[i], points[i]));
            if (norm > 0) {
                units[i] = new float[points[i].length];
                for (int d = 0; d < units[i].length; d++) {
                    units[i][d] = (float) (points[i][d] / norm);
                }
            }
        }
        return units;
    }

    private static double dot(float[] one, float[] two) {
        double sum = 0;
        for (int d = 0; d < one.length; d++) {
            sum += (double) one[d] * two[d];
        }
        return sum;
    }

    private static float similarity(float[] one, float[] two) {
        if (one == null || two == null) {
            return one == two ? 1 : 0;
        }
        return (float) Math.max(-1, Math.min(1, dot(one, two)));
    }

    /** Cells a side, at least 1 and at most {@value #MAX_SIZE}. */
    public int size() {
        return cells.length;
    }

    /**
     * How much of the sound a cell stands for: {@link #CELL_SECONDS}, more for 6 minutes and up.
     */
    public double secondsPerCell() {
        return CELL_SECONDS * merged;
    }

    /** How alike two cells are, -1..1; by pitch classes 0..1. */
    public float at(int i, int j) {
        return similarity(cells[i], cells[j]);
    }

    /** All of it, [size][size], symmetric. */
    public double[][] values() {
        double[][] values = new double[size()][size()];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                values[i][j] = at(i, j);
            }
        }
        return values;
    }

    /**
     * How alike moments are that lie a lag apart, on average: Foote and Uchihashi's beat spectrum
     * ("The Beat Spectrum", ICME 2001), Σ S(i, i + l) over i, divided by the number of pairs. High
     * where music repeats itself.
     *
     * @return element l is that of l + 1 times {@link #CELL_SECONDS}; lags up to half of the sound,
     *     32 s at most; empty for a sound of one cell
     */
    public double[] lagProfile() {
        double[] profile = new double[Math.min(MAX_LAG, moments.length / 2)];
        for (int lag = 1; lag <= profile.length; lag++) {
            double sum = 0;
            for (int i = 0; i + lag < moments.length; i++) {
                sum += similarity(moments[i], moments[i + lag]);
            }
            profile[lag - 1] = sum / (moments.length - lag);
        }
        return profile;
    }

    /**
     * How differently two sounds repeat themselves: the mean |difference| of their lag profiles
     * over the lags that both have.
     *
     * @return 0..2; NaN where one has no lag
     */
    public double structureDistance(SelfSimilarity other) {
        double[] one = lagProfile();
        double[] two = other.lagProfile();
        int lags = Math.min(one.length, two.length);
        double sum = 0;
        for (int i = 0; i < lags; i++) {
            sum += Math.abs(one[i] - two[i]);
        }
        return sum / lags;
    }
}
