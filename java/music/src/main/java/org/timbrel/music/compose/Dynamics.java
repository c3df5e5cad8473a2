// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.Random;

/** How loud notes are: a level a phrase, an arch over it, an accent on the first beat. */
final class Dynamics {

    private static final int SOFT = 54;
    private static final int STEP = 12;
    private static final int LEVELS = 3;
    private static final int ARCH = 14;
    private static final int ACCENT = 8;
    private static final int UNEVENNESS = 5;

    private final PieceSpec spec;
    private final Random random;

    Dynamics(PieceSpec spec, Random random) {
        this.spec = spec;
        this.random = random;
    }

    /**
     * How loud a note is.
     *
     * @param start eighths from the beginning
     * @param above what an instrument is louder than others
     * @return 1..127
     */
    int velocity(int start, int above) {
        int length = Phrase.BARS * spec.pulse().bar();
        int at = start % length;
        int level = Math.floorMod(spec.seed() + 2L * (start / length), LEVELS);
        int arch = 4 * ARCH * at * (length - at) / (length * length);
        boolean first = Math.floorMod(start - spec.pickupUnits(), spec.pulse().bar()) == 0;
        int velocity = SOFT + STEP * level + arch + (first ? ACCENT : 0) + above;
        return Math.max(1, Math.min(127, velocity + random.nextInt(UNEVENNESS) - UNEVENNESS / 2));
    }
}
