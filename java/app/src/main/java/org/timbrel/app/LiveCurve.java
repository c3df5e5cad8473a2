// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.List;

/**
 * A curve that is steered while it is followed. Several threads may follow it while one steers;
 * what lies before the time from which they steer does not change.
 */
public final class LiveCurve implements Curve {

    /** Whoever follows a curve is less late than this. */
    private static final double KEPT_SECONDS = 60;

    private volatile List<Glide> glides;

    /**
     * A straight way, level behind its end. Later ones cut it, and do not change it.
     *
     * @param begin seconds
     * @param end seconds, at least begin
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody else has them.
    private record Glide(double begin, double end, double[] from, double[] to) {

        void at(double seconds, double[] out) {
            double share = seconds >= end ? 1 : Math.max(0, (seconds - begin) / (end - begin));
            for (int i = 0; i < out.length; i++) {
                out[i] = share == 1 ? to[i] : from[i] + share * (to[i] - from[i]);
            }
        }
    }

    /**
     * @param points of the beginning
     */
    public LiveCurve(Keyframes points) {
        List<Glide> ways = new ArrayList<>();
        Keyframes.Point last = null;
        for (Keyframes.Point point : points.points()) {
            Keyframes.Point from = last == null ? point : last;
            ways.add(new Glide(from.seconds(), point.seconds(), from.values(), point.values()));
            last = point;
        }
        glides = List.copyOf(ways);
    }

    @Override
    public int width() {
        return glides.get(0).to().length;
    }

    /** It may be anything later. */
    @Override
    public boolean is(double value) {
        return false;
    }

    @Override
    public void at(double seconds, double[] out) {
        List<Glide> now = glides;
        now.get(Math.max(0, begun(now, seconds) - 1)).at(seconds, out);
    }

    /** How many have begun at a time. */
    private static int begun(List<Glide> glides, double seconds) {
        int low = 0;
        int high = glides.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (glides.get(middle).begin() <= seconds) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Moves evenly from what the curve has at a time to other values, which hold from then on: what
     * was to begin after that time is gone.
     *
     * @param from seconds, at least 0
     * @param glideSeconds how long it takes, at least 0
     * @param target [width]
     * @throws IllegalArgumentException if they are not
     */
    public synchronized void glide(double from, double glideSeconds, double... target) {
        if (!(from >= 0 && glideSeconds >= 0 && Double.isFinite(from + glideSeconds))) {
            throw new IllegalArgumentException(
                    "a glide of %s s from %s s: both must be 0 or more"
                            .formatted(glideSeconds, from));
        }
        if (target.length != width()) {
            throw new IllegalArgumentException(
                    "%d values for a curve of %d".formatted(target.length, width()));
        }
        double[] there = new double[target.length];
        at(from, there);
        List<Glide> now = glides;
        int end = begun(now, from);
        int begin = Math.max(0, begun(now, from - KEPT_SECONDS) - 1);
        List<Glide> steered = new ArrayList<>(now.subList(Math.min(begin, end), end));
        steered.add(new Glide(from, from + glideSeconds, there, target.clone()));
        glides = List.copyOf(steered);
    }
}
