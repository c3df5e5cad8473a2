// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/**
 * What sounds as long as the key is down: organs, bowed strings, winds, voices, pads.
 *
 * @param spectrum of its harmonics
 * @param shape of its level
 * @param vibratoHz how often a second its pitch goes up and down
 * @param vibratoCents how far
 * @param vibratoDelaySeconds in which it grows to that
 * @param detuneCents by which a second, softer tone is higher, as in a section of players; 0: one
 *     player
 * @param breath level of noise beside the tone
 */
record WaveTimbre(
        Spectrum spectrum,
        EnvelopeShape shape,
        double vibratoHz,
        double vibratoCents,
        double vibratoDelaySeconds,
        double detuneCents,
        double breath)
        implements Timbre {

    /** A steady tone of one player. */
    static WaveTimbre steady(Spectrum spectrum, EnvelopeShape shape) {
        return new WaveTimbre(spectrum, shape, 5, 0, 1, 0, 0);
    }

    /** One player, with vibrato that comes within half a second. */
    static WaveTimbre soloist(Spectrum spectrum, EnvelopeShape shape, double vibratoCents) {
        return new WaveTimbre(spectrum, shape, 5.4, vibratoCents, 0.5, 0, 0);
    }

    /** Many players. */
    static WaveTimbre section(Spectrum spectrum, EnvelopeShape shape, double detuneCents) {
        return new WaveTimbre(spectrum, shape, 5.1, 4, 0.7, detuneCents, 0);
    }

    /** The same with breath. */
    WaveTimbre breathing(double level) {
        return new WaveTimbre(
                spectrum, shape, vibratoHz, vibratoCents, vibratoDelaySeconds, detuneCents, level);
    }

    @Override
    public Tone tone(PlayedNote note, WaveTables tables, long seed) {
        float[] table = tables.table(spectrum, note.key(), note.velocity());
        return table == null
                ? null
                : new WaveTone(
                        table, PlayedNote.hertz(note.key()), this, tables.sampleRateHz(), seed);
    }

    /** What is held sounds louder than what dies away. */
    @Override
    public double level() {
        return 0.7;
    }
}
