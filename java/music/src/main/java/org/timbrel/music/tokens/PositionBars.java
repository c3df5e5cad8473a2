// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.List;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Score;

/**
 * The bars of a score in positions, one after the other, without end. A bar that a metre cuts off,
 * or whose metre has no token, is one of the metre that has a token and the least length that holds
 * it; of one that none holds there are several.
 */
final class PositionBars {

    private final RemiSpec spec;
    private final RemiLayout words;
    private final List<Metre> metres;
    private final int ticksPerQuarter;

    /** In force, and where it begins; where the next does. */
    private int index = -1;

    private long segmentStart;
    private long segmentEnd;
    private long barOfSegment;

    private long start;
    private long end;
    private long barEnd;
    private int metre;

    PositionBars(RemiSpec spec, RemiLayout words, Score score) {
        this.spec = spec;
        this.words = words;
        this.metres = score.metres();
        this.ticksPerQuarter = score.ticksPerQuarter();
        nextMetre();
        nextBar();
    }

    /** The nearest position to a tick; the later of two. */
    static long position(long tick, int positionsPerBeat, int ticksPerQuarter) {
        return Math.floorDiv(2 * tick * positionsPerBeat + ticksPerQuarter, 2L * ticksPerQuarter);
    }

    /** Where this bar begins. */
    long start() {
        return start;
    }

    /** Where the next begins: no later than this bar's metre says. */
    long end() {
        return end;
    }

    /** Among the spec's. */
    int metre() {
        return metre;
    }

    /** Goes to the next bar. */
    void advance() {
        if (end < barEnd) {
            place(end);
        } else {
            nextBar();
        }
    }

    /** The next metre that any position belongs to. */
    private void nextMetre() {
        do {
            index++;
            segmentStart = at(metres.get(index).tick());
            segmentEnd =
                    index + 1 < metres.size() ? at(metres.get(index + 1).tick()) : Long.MAX_VALUE;
            barOfSegment = 0;
        } while (segmentEnd <= segmentStart);
    }

    /** The next bar of the score that has a position. */
    private void nextBar() {
        long from;
        do {
            if (bar(barOfSegment) >= segmentEnd) {
                nextMetre();
            }
            from = bar(barOfSegment++);
            barEnd = Math.min(bar(barOfSegment), segmentEnd);
        } while (barEnd <= from);
        place(from);
    }

    /** Where a bar of the metre in force begins. */
    private long bar(long number) {
        Metre now = metres.get(index);
        long eighths = 8 * number * now.numerator() * spec.positionsPerBeat();
        return segmentStart + (eighths + now.denominator()) / (2L * now.denominator());
    }

    private long at(long tick) {
        return position(tick, spec.positionsPerBeat(), ticksPerQuarter);
    }

    /** From a position to the end of the score's bar, or as far as a metre's bar goes. */
    private void place(long from) {
        start = from;
        metre = token(barEnd - from);
        end = Math.min(barEnd, from + words.metreLengths[metre]);
    }

    private int token(long length) {
        int same = spec.metres().indexOf(TimeSignature.of(metres.get(index)));
        if (same >= 0 && length <= words.metreLengths[same]) {
            return same;
        }
        int best = 0;
        for (int i = 1; i < words.metreLengths.length; i++) {
            int one = words.metreLengths[i];
            int other = words.metreLengths[best];
            // The least that holds it, or else the longest; the first of equals.
            if (other < length ? one > other : one >= length && one < other) {
                best = i;
            }
        }
        return best;
    }
}
