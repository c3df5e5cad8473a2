// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.List;

/**
 * A curve of one or more values over time: straight from point to point, level before the first and
 * after the last.
 */
public final class Keyframes implements Curve {

    private final double[] seconds;
    private final double[][] values;

    /**
     * @param points at least one, in the order of time, all with as many values
     * @throws IllegalArgumentException if they are not
     */
    public Keyframes(List<Point> points) {
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a curve needs a keyframe");
        }
        seconds = new double[points.size()];
        values = new double[points.size()][];
        for (int k = 0; k < points.size(); k++) {
            seconds[k] = points.get(k).seconds();
            values[k] = points.get(k).values().clone();
            if (k > 0 && !(seconds[k] > seconds[k - 1])) {
                throw new IllegalArgumentException(
                        "the keyframe at %s s does not come after the one at %s s: give them in the order of time"
                                .formatted(number(seconds[k]), number(seconds[k - 1])));
            }
            if (values[k].length != values[0].length) {
                throw new IllegalArgumentException(
                        "keyframes of %d and %d values"
                                .formatted(values[0].length, values[k].length));
            }
        }
    }

    /**
     * Where a curve passes.
     *
     * @param seconds at least 0
     * @param values there
     */
    @SuppressWarnings("ArrayRecordComponent") // Copied where a curve is made of it.
    public record Point(double seconds, double... values) {}

    /** The same values at all times. */
    public static Keyframes constant(double... values) {
        return new Keyframes(List.of(new Point(0, values)));
    }

    /**
     * Reads a curve of one value.
     *
     * @param text a number, or {@code SECONDS:VALUE,SECONDS:VALUE,…}
     * @param low the lowest value that may be
     * @param high the highest
     * @throws IllegalArgumentException if the text is something else, with what is wrong with it
     */
    static Keyframes parse(String text, double low, double high) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "give a number, or SECONDS:NUMBER,SECONDS:NUMBER,...");
        }
        List<Point> points = new ArrayList<>();
        String[] parts = text.split(",", -1);
        for (String part : parts) {
            int colon = part.indexOf(':');
            if (colon < 0 && parts.length > 1) {
                throw new IllegalArgumentException(
                        "'%s' has no time: several need SECONDS:NUMBER each"
                                .formatted(part.strip()));
            }
            double value = value(part.substring(colon + 1), low, high);
            points.add(new Point(colon < 0 ? 0 : time(part.substring(0, colon)), value));
        }
        return new Keyframes(points);
    }

    private static double value(String text, double low, double high) {
        double value = number(text);
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    "%s is outside %s..%s".formatted(text.strip(), number(low), number(high)));
        }
        return value;
    }

    /**
     * Reads a time.
     *
     * @return seconds, at least 0 and finite
     */
    public static double time(String text) {
        double value = number(text);
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a time of %s s is not 0 or more".formatted(text.strip()));
        }
        return value;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no number".formatted(text.strip()), e);
        }
    }

    /** 10 rather than 10.0. */
    public static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** As it was made: at least one, in the order of time. */
    List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int k = 0; k < seconds.length; k++) {
            points.add(new Point(seconds[k], values[k].clone()));
        }
        return points;
    }

    @Override
    public int width() {
        return values[0].length;
    }

    @Override
    public boolean is(double value) {
        for (double[] row : values) {
            for (double there : row) {
                if (there != value) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void at(double time, double[] out) {
        int next = 0;
        while (next < seconds.length && seconds[next] <= time) {
            next++;
        }
        double[] from = values[Math.max(0, next - 1)];
        double[] to = values[Math.min(values.length - 1, next)];
        double share =
                next == 0 || next == seconds.length
                        ? 0
                        : (time - seconds[next - 1]) / (seconds[next] - seconds[next - 1]);
        for (int i = 0; i < from.length; i++) {
            out[i] = from[i] + share * (to[i] - from[i]);
        }
    }
}
