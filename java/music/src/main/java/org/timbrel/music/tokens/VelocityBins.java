// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import org.timbrel.music.score.Note;

/**
 * Velocities 1..127 as equally wide bins, and the middle of a bin as a velocity.
 *
 * @param count 0 (all are {@value #PLAIN}) to {@value #MAX}
 */
record VelocityBins(int count) {

    static final int DEFAULT = 32;

    /** More would hold no velocity, or give back another bin than they were given. */
    static final int MAX = 64;

    /** Where velocities have no tokens, and until the first token says another. */
    static final int PLAIN = 80;

    VelocityBins {
        if (count < 0 || count > MAX) {
            throw new IllegalArgumentException(
                    "velocities %d is outside 0..%d".formatted(count, MAX));
        }
    }

    int bin(int velocity) {
        return velocity * count / Note.KEYS;
    }

    int velocity(int bin) {
        return count == 0 ? PLAIN : (2 * bin + 1) * (Note.KEYS / 2) / count;
    }
}
