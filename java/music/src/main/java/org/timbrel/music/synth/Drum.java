// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/**
 * A drum: a tone whose pitch falls, and noise of a colour; both die away by themselves.
 *
 * @param hertz of the tone at the end
 * @param bend how many times as high it begins
 * @param toneLevel beside the noise's
 * @param toneSeconds in which the tone falls by 60 dB
 * @param noiseHz middle of the noise's band
 * @param noiseWidth of it, as a part of its middle
 * @param noiseLevel beside the tone's
 * @param noiseSeconds in which the noise falls by 60 dB
 * @param group drums of one group silence each other; 0: none
 */
record Drum(
        double hertz,
        double bend,
        double toneLevel,
        double toneSeconds,
        double noiseHz,
        double noiseWidth,
        double noiseLevel,
        double noiseSeconds,
        int group)
        implements Timbre {

    // A drum rings on when its key is let go; only another of its group stops it.
    private static final double RINGS_SECONDS = 8;

    /** A skin: tone and some noise. */
    static Drum skin(double hertz, double bend, double seconds, double noise) {
        return new Drum(hertz, bend, 1, seconds, 8 * hertz, 1.5, noise, seconds / 4, 0);
    }

    /** Wood or metal of a pitch. */
    static Drum struck(double hertz, double seconds) {
        return new Drum(hertz, 1, 1, seconds, 3 * hertz, 1, 0.3, seconds / 5, 0);
    }

    /** Noise alone. */
    static Drum noise(double hertz, double width, double seconds, int group) {
        return new Drum(0, 1, 0, 0, hertz, width, 1, seconds, group);
    }

    /** The same in a group. */
    Drum in(int other) {
        return new Drum(
                hertz,
                bend,
                toneLevel,
                toneSeconds,
                noiseHz,
                noiseWidth,
                noiseLevel,
                noiseSeconds,
                other);
    }

    @Override
    public Tone tone(PlayedNote note, WaveTables tables, long seed) {
        return new DrumTone(this, tables.sampleRateHz(), seed);
    }

    @Override
    public EnvelopeShape shape() {
        return EnvelopeShape.held(0.001, RINGS_SECONDS);
    }
}
