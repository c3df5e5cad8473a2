// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where bars begin under the metres of a score. The first bar begins at tick 0 and a new one at
 * every metre, which cuts off the bar that it comes in: a pickup is such a short bar. Bars go on
 * without end; none is stored, so that a query costs one search among the metres however many there
 * are.
 */
public final class BarMap {

    private final Metre[] metres;
    private final long[] starts;
    private final long[] lengths;
    private final long[] firstBars;

    /** Of the metres of a score. */
    public BarMap(Score score) {
        this(score.ticksPerQuarter(), score.metres());
    }

    /**
     * @param ticksPerQuarter at least 1
     * @param metres in the order of time, the first at tick 0; of several at a tick the last counts
     * @throws IllegalArgumentException if the first is not at tick 0
     */
    public BarMap(int ticksPerQuarter, List<Metre> metres) {
        List<Metre> kept = new ArrayList<>();
        for (Metre metre : metres) {
            int last = kept.size() - 1;
            if (last >= 0 && kept.get(last).tick() == metre.tick()) {
                kept.remove(last);
            }
            kept.add(metre);
        }
        if (kept.isEmpty() || kept.get(0).tick() != 0) {
            throw new IllegalArgumentException("no metre at tick 0");
        }
        int count = kept.size();
        this.metres = kept.toArray(new Metre[0]);
        starts = new long[count];
        lengths = new long[count];
        firstBars = new long[count];
        for (int i = 0; i < count; i++) {
            starts[i] = kept.get(i).tick();
            lengths[i] = kept.get(i).ticksPerBar(ticksPerQuarter);
            if (i > 0) {
                long span = starts[i] - starts[i - 1];
                firstBars[i] =
                        firstBars[i - 1]
                                + span / lengths[i - 1]
                                + (span % lengths[i - 1] > 0 ? 1 : 0);
            }
        }
    }

    /**
     * The bar that a tick lies in.
     *
     * @param tick at least 0
     */
    public Bar at(long tick) {
        int i = lastAtOrBefore(starts, tick);
        return within(i, (tick - starts[i]) / lengths[i]);
    }

    /**
     * The bar of a number.
     *
     * @param index from 0
     */
    public Bar bar(long index) {
        int i = lastAtOrBefore(firstBars, index);
        return within(i, index - firstBars[i]);
    }

    /** How many bars it takes to reach a tick: 0 for tick 0, 1 up to the second bar's start. */
    public long barsUntil(long tick) {
        return tick == 0 ? 0 : at(tick - 1).index() + 1;
    }

    private Bar within(int i, long bars) {
        long start = starts[i] + bars * lengths[i];
        long end = start + lengths[i];
        if (i + 1 < starts.length) {
            end = Math.min(end, starts[i + 1]);
        }
        return new Bar(firstBars[i] + bars, start, end, metres[i]);
    }

    private static int lastAtOrBefore(long[] sorted, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("%d is below 0".formatted(value));
        }
        int found = Arrays.binarySearch(sorted, value);
        return found < 0 ? -found - 2 : found;
    }
}
