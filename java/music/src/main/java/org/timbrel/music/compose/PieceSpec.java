// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

/**
 * A piece that is to be composed.
 *
 * @param style what kind
 * @param key its home
 * @param pulse its metre
 * @param bars whole ones: 16, 20 .. 48
 * @param pickup whether a beat comes before the first bar; the last bar then is short by it
 * @param seed another seed, another piece
 */
public record PieceSpec(Style style, Key key, Pulse pulse, int bars, boolean pickup, long seed) {

    /**
     * @throws IllegalArgumentException if there are too few or too many bars, or not by fours
     */
    public PieceSpec {
        if (bars < Phrase.MIN_BARS || bars > Phrase.MAX_BARS || bars % Phrase.BARS != 0) {
            throw new IllegalArgumentException(
                    "%d bars are none of %d, %d .. %d"
                            .formatted(
                                    bars,
                                    Phrase.MIN_BARS,
                                    Phrase.MIN_BARS + Phrase.BARS,
                                    Phrase.MAX_BARS));
        }
    }

    /** Eighths before the first bar. */
    int pickupUnits() {
        return pickup ? pulse.beat() : 0;
    }
}
