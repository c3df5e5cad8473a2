// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/** How an instrument sounds. */
interface Timbre {

    /**
     * A tone of it.
     *
     * @param tables of the sound it belongs to, at whose rate it is
     * @param seed of noise in it
     * @return null if it would lie above the Nyquist frequency
     */
    Tone tone(PlayedNote note, WaveTables tables, long seed);

    /** How its level goes over time. */
    EnvelopeShape shape();

    /** Its level beside other instruments', a piano having 1. */
    default double level() {
        return 1;
    }
}
