// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The losses of a training run.
 *
 * @param training one a step
 * @param held one a step; NaN where there was no validation
 */
@SuppressWarnings("ArrayRecordComponent") // A curve is its points: they are not copied.
public record LearningCurve(double[] training, double[] held) {

    private static final int TRAINING = 3;
    private static final int HELD = 5;
    private static final int MAX_POINTS = 500;

    /**
     * Reads a run's metrics.csv.
     *
     * @throws IOException if it cannot be read
     */
    public static LearningCurve read(Path file) throws IOException {
        List<String[]> rows =
                Files.readAllLines(file).stream()
                        .skip(1)
                        .map(line -> line.split(",", -1))
                        .filter(row -> !row[TRAINING].isEmpty())
                        .toList();
        double[] training = new double[rows.size()];
        double[] held = new double[rows.size()];
        for (int i = 0; i < training.length; i++) {
            training[i] = Double.parseDouble(rows.get(i)[TRAINING]);
            String loss = rows.get(i)[HELD];
            held[i] = loss.isEmpty() ? Double.NaN : Double.parseDouble(loss);
        }
        return new LearningCurve(training, held);
    }

    /** As a chart, over the steps. */
    Chart chart(String title, String lossName) {
        double[] steps = IntStream.rangeClosed(1, training.length).asDoubleStream().toArray();
        int[] judged =
                IntStream.range(0, held.length).filter(i -> Double.isFinite(held[i])).toArray();
        double[] at = IntStream.of(judged).mapToDouble(i -> steps[i]).toArray();
        double[] losses = IntStream.of(judged).mapToDouble(i -> held[i]).toArray();
        return Chart.lines(
                        title,
                        Scale.of("step", ""),
                        Scale.of(lossName, ""),
                        List.of(
                                Series.of("training", steps, training).faint().thinned(MAX_POINTS),
                                Series.of("held out", at, losses)))
                .colours(List.of("held out"));
    }
}
