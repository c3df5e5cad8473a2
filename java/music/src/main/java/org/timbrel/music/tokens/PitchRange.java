// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import org.timbrel.music.score.Note;

/** The keys that have tokens: those of a piano unless one says otherwise. */
final class PitchRange {

    static final int LOW = 21;
    static final int HIGH = 108;

    private PitchRange() {}

    static void require(int low, int high) {
        if (low < 0 || high >= Note.KEYS || low > high) {
            throw new IllegalArgumentException(
                    "keys %d..%d are outside 0..%d or none".formatted(low, high, Note.KEYS - 1));
        }
    }
}
