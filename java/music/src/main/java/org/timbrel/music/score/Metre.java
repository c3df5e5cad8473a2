// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

/**
 * A time signature, from a tick on.
 *
 * @param tick where a bar begins, at least 0
 * @param numerator beats a bar, 1..255
 * @param denominator the note value of a beat: 1, 2, 4, 8, 16, 32, 64 or 128
 */
public record Metre(long tick, int numerator, int denominator) {

    /** 4/4: where a file says nothing. */
    public static final Metre DEFAULT = new Metre(0, 4, 4);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Metre {
        if (tick < 0) {
            throw new IllegalArgumentException("tick %d is below 0".formatted(tick));
        }
        if (numerator < 1 || numerator > 255) {
            throw new IllegalArgumentException(
                    "numerator %d is outside 1..255".formatted(numerator));
        }
        if (Integer.bitCount(denominator) != 1 || denominator < 1 || denominator > 128) {
            throw new IllegalArgumentException(
                    "denominator %d is no power of two up to 128".formatted(denominator));
        }
    }

    /** Ticks of a bar; at least 1. */
    public long ticksPerBar(int ticksPerQuarter) {
        return Math.max(1, 4L * numerator * ticksPerQuarter / denominator);
    }
}
