// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    /** As a figure, over the steps. */
    String html(String lossName) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] losses : new double[][] {training, held}) {
            for (double loss : losses) {
                if (Double.isFinite(loss)) {
                    low = Math.min(low, loss);
                    high = Math.max(high, loss);
                }
            }
        }
        double margin = Math.max(1e-6, 0.04 * (high - low));
        low -= margin;
        high += margin;
        double[] x = new double[training.length];
        double[] y = new double[training.length];
        double[] z = new double[training.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i + 1.0) / x.length;
            y[i] = (training[i] - low) / (high - low);
            z[i] = (held[i] - low) / (high - low);
        }
        return new Figure("Learning curve", 220)
                .plot()
                .below(Axis.linear("step", 0, training.length, 10))
                .left(Axis.linear(lossName, low, high, 5))
                .curve(4, "training", x, y)
                .curve(0, "held out", x, z)
                .html();
    }
}
