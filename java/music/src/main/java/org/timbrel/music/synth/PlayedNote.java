// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/**
 * A note as it is played, the pedal taken into account.
 *
 * @param start sample at which it is struck
 * @param stop sample at which it is let go, over {@code start}
 * @param key 0..127
 * @param velocity 1..127
 * @param program 0..127, of General MIDI
 * @param percussion whether the key names a drum
 */
record PlayedNote(long start, long stop, int key, int velocity, int program, boolean percussion) {

    private static final double TUNING_HZ = 440;
    private static final int TUNING_KEY = 69;

    /** The pitch in Hz, equally tempered, A4 at 440 Hz. */
    static double hertz(int key) {
        return TUNING_HZ * StrictMath.pow(2, (key - TUNING_KEY) / 12.0);
    }
}
