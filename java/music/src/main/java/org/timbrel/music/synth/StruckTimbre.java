// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.Arrays;
import java.util.List;

/**
 * What is struck and rings: strings of a piano, bars, bells, membranes.
 *
 * @param ratios of the partials to the pitch; empty: a stiff string's
 * @param rolloff partial n of a string has the level n^-rolloff, those of a body ratio^-rolloff
 * @param brightnessHz over which a strike at full velocity leaves little; soft ones a third of it
 * @param fallSeconds in which middle C falls by 60 dB; an octave higher it takes less
 * @param fallOctave factor of that time an octave higher
 * @param damping how much sooner higher partials fall: their time is divided by 1 + damping (ratio
 *     - 1)
 * @param releaseSeconds from the key's release to silence; 0: it rings on
 */
record StruckTimbre(
        List<Double> ratios,
        double rolloff,
        double brightnessHz,
        double fallSeconds,
        double fallOctave,
        double damping,
        double releaseSeconds)
        implements Timbre {

    private static final int MAX_PARTIALS = 40;
    private static final double RINGS_SECONDS = 3;
    // Partials that would be weaker than this beside the strongest are left out.
    private static final double WEAKEST = 2e-4;
    // Where the hammer hits the string: partials with a node there are weak.
    private static final double HAMMER_PLACE = 0.12;

    @Override
    public Tone tone(PlayedNote note, WaveTables tables, long seed) {
        int sampleRateHz = tables.sampleRateHz();
        double pitch = PlayedNote.hertz(note.key());
        double cutoff = brightnessHz * (1 + 2 * note.velocity() / 127.0) / 3;
        double octaves = (note.key() - 60) / 12.0;
        double fall = fallSeconds * StrictMath.pow(fallOctave, octaves);
        int most = ratios.isEmpty() ? MAX_PARTIALS : ratios.size();
        double[] hertz = new double[most];
        double[] levels = new double[most];
        double[] falls = new double[most];
        int count = 0;
        for (int p = 0; p < most; p++) {
            double ratio = ratios.isEmpty() ? stringRatio(p + 1, note.key()) : ratios.get(p);
            double frequency = pitch * ratio;
            double level = level(p + 1, ratio) * StrictMath.exp(-frequency / cutoff);
            if (frequency >= 0.49 * sampleRateHz || (p > 0 && level < WEAKEST * levels[0])) {
                continue;
            }
            hertz[count] = frequency;
            levels[count] = level;
            falls[count] = fall / (1 + damping * (ratio - 1));
            count++;
        }
        return count == 0
                ? null
                : new StruckTone(
                        Arrays.copyOf(hertz, count),
                        Arrays.copyOf(levels, count),
                        Arrays.copyOf(falls, count),
                        sampleRateHz);
    }

    private double level(int number, double ratio) {
        double level = StrictMath.pow(ratio, -rolloff);
        return ratios.isEmpty()
                ? level * (0.15 + Math.abs(StrictMath.sin(Math.PI * number * HAMMER_PLACE)))
                : level;
    }

    /**
     * Partial n of a stiff string is n √((1 + B n²) / (1 + B)); B of a piano's key m is exp(0.0926
     * m - 13.64) in the treble and exp(-0.0847 m - 5.82) in the bass (Rigaud, David, Daudet 2013).
     */
    private static double stringRatio(int number, int key) {
        double stiffness =
                StrictMath.exp(0.0926 * key - 13.64) + StrictMath.exp(-0.0847 * key - 5.82);
        return number * Math.sqrt((1 + stiffness * number * number) / (1 + stiffness));
    }

    @Override
    public EnvelopeShape shape() {
        return EnvelopeShape.held(0.0015, releaseSeconds == 0 ? RINGS_SECONDS : releaseSeconds);
    }
}
