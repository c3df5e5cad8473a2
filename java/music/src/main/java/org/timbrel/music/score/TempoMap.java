// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

import java.util.Arrays;
import java.util.List;

/**
 * Ticks as seconds, and back, under the tempos of a score.
 *
 * <p>Time is summed in whole micro-ticks (ticks times microseconds a quarter), so that it is exact
 * however often the tempo changes; a query costs one search among the tempos.
 */
public final class TempoMap {

    private static final double MICROS_PER_SECOND = 1e6;

    private final long[] ticks;
    private final long[] microTicks;
    private final int[] micros;
    private final double microTicksPerSecond;

    /**
     * Of the tempos of a score.
     *
     * @throws ArithmeticException if the last tempo begins after some 10¹⁸ micro-ticks, which no
     *     file that can be read holds
     */
    public TempoMap(Score score) {
        this(score.ticksPerQuarter(), score.tempos());
    }

    /**
     * @param ticksPerQuarter at least 1
     * @param tempos in the order of time, the first at tick 0; of several at a tick the last counts
     * @throws ArithmeticException if the last begins after some 10¹⁸ micro-ticks
     * @throws IllegalArgumentException if the first is not at tick 0
     */
    public TempoMap(int ticksPerQuarter, List<Tempo> tempos) {
        if (tempos.isEmpty() || tempos.get(0).tick() != 0) {
            throw new IllegalArgumentException("no tempo at tick 0");
        }
        int count = tempos.size();
        ticks = new long[count];
        microTicks = new long[count];
        micros = new int[count];
        microTicksPerSecond = MICROS_PER_SECOND * ticksPerQuarter;
        for (int i = 0; i < count; i++) {
            ticks[i] = tempos.get(i).tick();
            micros[i] = tempos.get(i).microsPerQuarter();
            if (i > 0) {
                long span = Math.subtractExact(ticks[i], ticks[i - 1]);
                microTicks[i] =
                        Math.addExact(
                                microTicks[i - 1], Math.multiplyExact(span, (long) micros[i - 1]));
            }
        }
    }

    /**
     * The time of a tick, in seconds from the beginning.
     *
     * @param tick at least 0
     */
    public double seconds(long tick) {
        int i = lastAtOrBefore(ticks, tick);
        long sum =
                Math.addExact(microTicks[i], Math.multiplyExact(tick - ticks[i], (long) micros[i]));
        return sum / microTicksPerSecond;
    }

    /**
     * The tick next to a time; {@code tick(seconds(t))} is t.
     *
     * @param seconds from the beginning, at least 0
     */
    public long tick(double seconds) {
        return Math.round(position(seconds));
    }

    /**
     * The time as ticks and parts of a tick.
     *
     * @param seconds from the beginning, at least 0
     */
    public double position(double seconds) {
        double sum = seconds * microTicksPerSecond;
        // Math.floor keeps the search in whole numbers; what it cuts off is added by the division.
        int i = lastAtOrBefore(microTicks, (long) Math.floor(sum));
        return ticks[i] + (sum - microTicks[i]) / micros[i];
    }

    /** The tempo in force at a tick. */
    public int microsPerQuarter(long tick) {
        return micros[lastAtOrBefore(ticks, tick)];
    }

    private static int lastAtOrBefore(long[] sorted, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("time %d is below 0".formatted(value));
        }
        int found = Arrays.binarySearch(sorted, value);
        if (found < 0) {
            return -found - 2;
        }
        // Of equals the search finds any: the last is in force.
        while (found + 1 < sorted.length && sorted[found + 1] == value) {
            found++;
        }
        return found;
    }
}
