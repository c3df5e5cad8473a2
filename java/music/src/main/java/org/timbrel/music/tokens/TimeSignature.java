// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.timbrel.music.score.Metre;

/**
 * A metre that has a token.
 *
 * @param numerator 1..255
 * @param denominator 1, 2, 4, 8, 16, 32, 64 or 128
 */
public record TimeSignature(int numerator, int denominator) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,3})/(\\d{1,3})");

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public TimeSignature {
        new Metre(0, numerator, denominator);
    }

    /** Of a metre, wherever it begins. */
    static TimeSignature of(Metre metre) {
        return new TimeSignature(metre.numerator(), metre.denominator());
    }

    /**
     * Reads {@code 3/4}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static TimeSignature parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "metre '%s' is not written as 3/4 is".formatted(text));
        }
        return new TimeSignature(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Whether a bar is a whole number of positions. */
    boolean isWhole(int positionsPerBeat) {
        return 4 * numerator * positionsPerBeat % denominator == 0;
    }

    /** Positions of a bar, if they are whole. */
    int positions(int positionsPerBeat) {
        return 4 * numerator * positionsPerBeat / denominator;
    }

    Metre at(long tick) {
        return new Metre(tick, numerator, denominator);
    }

    /** {@code 3/4}. */
    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
