// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.Locale;

/** How alike every two moments of a piece are, as a square picture. */
public final class SelfSimilarity implements Block {

    private static final int CELLS = 400;

    private final String title;
    private final double[][] matrix;
    private final double secondsACell;
    private final double low;
    private final double high;

    private SelfSimilarity(
            String title, double[][] matrix, double secondsACell, double low, double high) {
        this.title = title;
        this.matrix = matrix;
        this.secondsACell = secondsACell;
        this.low = low;
        this.high = high;
    }

    /**
     * Time runs to the right and upwards.
     *
     * @param matrix [cells][cells], at least one
     * @param secondsACell how far one is from the next
     * @param low similarity of the darkest colour
     * @param high of the lightest
     * @throws IllegalArgumentException if the matrix is empty or no square, or low is not below
     *     high
     */
    public static SelfSimilarity of(
            String title, double[][] matrix, double secondsACell, double low, double high) {
        for (double[] row : matrix) {
            if (row.length != matrix.length) {
                throw new IllegalArgumentException(
                        "a row of %d of %d cells".formatted(row.length, matrix.length));
            }
        }
        if (matrix.length == 0 || !(low < high)) {
            throw new IllegalArgumentException(
                    "%d cells between %s and %s".formatted(matrix.length, low, high));
        }
        return new SelfSimilarity(title, matrix, secondsACell, low, high);
    }

    @Override
    public String html() {
        double seconds = matrix.length * secondsACell;
        Axis time = Axis.linear("time (s)", 0, seconds, 5);
        String description =
                String.format(Locale.ROOT, "Self-similarity of %s over %.0f s", title, seconds);
        return Panel.square(title, description)
                .picture(Picture.heat(Grid.of(matrix, CELLS), ColourMap.LEVEL, low, high))
                .below(time)
                .left(time)
                .bar(ColourMap.LEVEL, Axis.linear("similarity", low, high, 4))
                .html();
    }
}
