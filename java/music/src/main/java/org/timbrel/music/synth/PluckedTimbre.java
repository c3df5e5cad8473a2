// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/**
 * Guitars, harps, basses: strings that are plucked.
 *
 * @param dullness of the string, 0..0.5
 * @param fallSeconds in which middle C falls by 60 dB; an octave lower it takes 1.5 times as long
 * @param hardness of the plectrum at full velocity, 0..1
 * @param place where it is plucked, 0..0.5 of the string
 * @param releaseSeconds from the key's release to silence
 */
record PluckedTimbre(
        double dullness, double fallSeconds, double hardness, double place, double releaseSeconds)
        implements Timbre {

    private static final double FALL_OCTAVE = 1 / 1.5;
    private static final double SHORTEST_SAMPLES = 4;

    @Override
    public Tone tone(PlayedNote note, WaveTables tables, long seed) {
        int sampleRateHz = tables.sampleRateHz();
        double hertz = PlayedNote.hertz(note.key());
        if (hertz * SHORTEST_SAMPLES > sampleRateHz) {
            return null;
        }
        double octaves = (note.key() - 60) / 12.0;
        return new PluckedTone(
                hertz,
                dullness,
                fallSeconds * StrictMath.pow(FALL_OCTAVE, octaves),
                hardness * (0.25 + 0.75 * note.velocity() / 127.0),
                place,
                sampleRateHz,
                seed);
    }

    @Override
    public EnvelopeShape shape() {
        return EnvelopeShape.held(0.001, releaseSeconds);
    }

    /** A pluck is over sooner than a strike. */
    @Override
    public double level() {
        return 1.5;
    }
}
