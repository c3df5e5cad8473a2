// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.List;

/** A page of metrics in Prometheus' text format. */
final class Metrics {

    private final List<String> lines;

    Metrics(String text) {
        lines = text.lines().filter(line -> !line.startsWith("#")).toList();
    }

    /**
     * The sum of all values of a name.
     *
     * @param name with nothing behind it, as {@code texture_streams_running}
     * @param label that they must have, as {@code area="heap"}; empty: any
     * @return NaN if there is none
     */
    double sum(String name, String label) {
        double sum = Double.NaN;
        for (String line : lines) {
            int end = name.length();
            if (line.startsWith(name)
                    && line.length() > end
                    && (line.charAt(end) == ' ' || line.charAt(end) == '{')
                    && line.contains(label)) {
                double value = value(line);
                sum = Double.isNaN(sum) ? value : sum + value;
            }
        }
        return sum;
    }

    private static double value(String line) {
        try {
            return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
