// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.List;
import org.timbrel.music.score.Metre;

/** The metres that are composed in, and how their bars divide. */
public enum Pulse {
    /** 4/4. */
    COMMON(4, 4, 2),
    /** 3/4. */
    WALTZ(3, 4, 2),
    /** 6/8. */
    JIG(6, 8, 3),
    /** 5/4, as three and two. */
    QUINTUPLE(5, 4, 2);

    /** Of all pieces. */
    static final int TICKS_PER_QUARTER = 480;

    /** An eighth: what bars are counted in here. */
    static final int UNIT = TICKS_PER_QUARTER / 2;

    private final int numerator;
    private final int denominator;
    private final int beat;

    Pulse(int numerator, int denominator, int beat) {
        this.numerator = numerator;
        this.denominator = denominator;
        this.beat = beat;
    }

    /** As file names have it: {@code 6-8}. */
    public String label() {
        return numerator + "-" + denominator;
    }

    /** From a tick on. */
    public Metre metre(long tick) {
        return new Metre(tick, numerator, denominator);
    }

    /** A bar of one beat: what comes before the first whole one. */
    Metre pickup() {
        return new Metre(0, beat * denominator / 8, denominator);
    }

    /** Eighths of a beat. */
    int beat() {
        return beat;
    }

    /** Eighths of a bar. */
    int bar() {
        return groups().stream().mapToInt(Integer::intValue).sum();
    }

    /** Eighths of the groups that a bar is felt in; a dance has a chord on each. */
    List<Integer> groups() {
        return switch (this) {
            case COMMON -> List.of(4, 4);
            case WALTZ -> List.of(6);
            case JIG -> List.of(3, 3);
            case QUINTUPLE -> List.of(6, 4);
        };
    }
}
