// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

/**
 * A player without a buffer of its own: it begins with the first sample that it gets, and stands
 * still whenever the next is not there yet. Times are nanoseconds of one clock; samples have two
 * bytes.
 */
final class Playback {

    /**
     * What was heard.
     *
     * @param bytes of sound
     * @param underruns how often the player stood still
     * @param stalledSeconds how long in all, which is how late the end was
     * @param longestStallSeconds of one underrun
     * @param longestGapSeconds between bytes that came, whether the player needed them or not
     */
    record Heard(
            long bytes,
            int underruns,
            double stalledSeconds,
            double longestStallSeconds,
            double longestGapSeconds) {}

    private static final int BYTES_A_SAMPLE = 2;
    private static final double NANOS = 1e-9;

    private final int rateHz;
    private long first;
    private long last;
    private long bytes;
    private int underruns;
    private long stalled;
    private long longestStall;
    private long longestGap;

    Playback(int rateHz) {
        this.rateHz = rateHz;
    }

    /** Some bytes came. */
    void received(long nanos, int count) {
        if (count == 0) {
            return;
        }
        if (bytes == 0) {
            first = nanos;
        } else {
            need(nanos);
            longestGap = Math.max(longestGap, nanos - last);
        }
        last = nanos;
        bytes += count;
    }

    /** The listener stops while more was to come: what it waited for until now counts. */
    void abandoned(long nanos) {
        if (bytes > 0) {
            need(nanos);
            longestGap = Math.max(longestGap, nanos - last);
        }
    }

    long bytes() {
        return bytes;
    }

    Heard heard() {
        return new Heard(
                bytes, underruns, stalled * NANOS, longestStall * NANOS, longestGap * NANOS);
    }

    /**
     * The player's clock stands while it waits: one late piece is one underrun, not all after it.
     */
    private void need(long nanos) {
        long samples = bytes / BYTES_A_SAMPLE;
        long due = first + stalled + Math.round(samples / (rateHz * NANOS));
        if (nanos > due) {
            underruns++;
            stalled += nanos - due;
            longestStall = Math.max(longestStall, nanos - due);
        }
    }
}
