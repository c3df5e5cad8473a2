// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The steady change that is nearest to a course, by least squares. */
final class Slope {

    private static final double MINUTE_SECONDS = 60;

    private Slope() {}

    /**
     * The change a minute.
     *
     * @param from the first second that counts
     * @return NaN if fewer than two samples tell
     */
    static double aMinute(
            List<ServerSample> samples, double from, ToDoubleFunction<ServerSample> value) {
        List<ServerSample> told =
                samples.stream()
                        .filter(sample -> sample.seconds() >= from)
                        .filter(sample -> !Double.isNaN(value.applyAsDouble(sample)))
                        .toList();
        double time = told.stream().mapToDouble(ServerSample::seconds).average().orElse(0);
        double mean = told.stream().mapToDouble(value).average().orElse(0);
        double product = 0;
        double square = 0;
        for (ServerSample sample : told) {
            product += (sample.seconds() - time) * (value.applyAsDouble(sample) - mean);
            square += (sample.seconds() - time) * (sample.seconds() - time);
        }
        return square == 0 ? Double.NaN : MINUTE_SECONDS * product / square;
    }
}
