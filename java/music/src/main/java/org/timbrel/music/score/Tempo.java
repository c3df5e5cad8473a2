// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

/**
 * How fast quarters go from a tick on.
 *
 * @param tick at least 0
 * @param microsPerQuarter microseconds, 1..{@value #MAX_MICROS}
 */
public record Tempo(long tick, int microsPerQuarter) {

    /** What three bytes hold. */
    public static final int MAX_MICROS = 0xff_ffff;

    /** 120 quarters a minute: where a file says nothing. */
    public static final Tempo DEFAULT = new Tempo(0, 500_000);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Tempo {
        if (tick < 0) {
            throw new IllegalArgumentException("tick %d is below 0".formatted(tick));
        }
        if (microsPerQuarter < 1 || microsPerQuarter > MAX_MICROS) {
            throw new IllegalArgumentException(
                    "microsPerQuarter %d is outside 1..%d".formatted(microsPerQuarter, MAX_MICROS));
        }
    }

    /** Of so many quarters a minute. */
    public static Tempo ofBpm(long tick, double quartersPerMinute) {
        return new Tempo(tick, (int) Math.round(60e6 / quartersPerMinute));
    }
}
