// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A curve of each side of a comparison, for a sheet or for a page.
 *
 * @param frequency what runs to the right, in Hz
 * @param value what runs upwards
 * @param axis of the frequencies, on a sheet
 * @param x places of the points on that axis, 0..1
 * @param hz their frequencies
 * @param levels [sides][points]
 */
@SuppressWarnings("ArrayRecordComponent") // Curves are their points: they are not copied.
record ComparisonCurves(
        String title,
        String frequency,
        String value,
        String unit,
        Axis axis,
        double[] x,
        double[] hz,
        double[][] levels) {

    private static final double MARGIN = 3;

    /** On a sheet. */
    Figure figure() {
        double[] known =
                Arrays.stream(levels)
                        .flatMapToDouble(Arrays::stream)
                        .filter(Double::isFinite)
                        .toArray();
        double bottom = Arrays.stream(known).min().orElse(0) - MARGIN;
        double top = Arrays.stream(known).max().orElse(0) + MARGIN;
        Figure figure =
                new Figure(title, ComparisonFigures.HEIGHT)
                        .plot()
                        .left(Axis.linear(value + " (" + unit + ")", bottom, top, 5));
        for (int i = 0; i < levels.length; i++) {
            double[] y = Arrays.stream(levels[i]).map(v -> (v - bottom) / (top - bottom)).toArray();
            figure.curve(i, ComparisonFigures.NAMES[i], x, y);
        }
        return figure.below(axis);
    }

    /** On a page. */
    Chart chart() {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < levels.length; i++) {
            double[] level = levels[i];
            // Bands narrower than what the sound's length tells apart have no value.
            int[] known =
                    IntStream.range(0, level.length)
                            .filter(p -> Double.isFinite(level[p]))
                            .toArray();
            series.add(
                    Series.of(
                            ComparisonFigures.NAMES[i],
                            IntStream.of(known).mapToDouble(p -> hz[p]).toArray(),
                            IntStream.of(known).mapToDouble(p -> level[p]).toArray()));
        }
        return Chart.lines("", Scale.of(frequency, "Hz").log(), Scale.of(value, unit), series);
    }
}
