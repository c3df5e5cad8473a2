// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.ArrayList;
import java.util.List;

/**
 * The notes that sound. There are at most {@link BuiltInSynthesizer#VOICES}: where one more begins,
 * the quietest of all ends for it, the new one included.
 */
final class VoicePool {

    // Notes that ended for others still fade for some milliseconds; no more than these.
    private static final int FADING = 64;
    // Of full scale: a note at full velocity, by its RMS. Four at once stay below the limiter.
    private static final double FULL = 0.085;
    // What is added to velocities, so that the softest are 40 dB down, and not 84.
    private static final double SOFTEST = 12;

    private final WaveTables tables;
    private final List<Voice> voices = new ArrayList<>();
    private final List<Voice> fading = new ArrayList<>();
    private long begun;

    VoicePool(int sampleRateHz) {
        tables = new WaveTables(sampleRateHz);
    }

    /** Level of a note beside full scale: its square-root rises evenly with the velocity. */
    static double gain(int velocity) {
        double part = (velocity + SOFTEST) / (127 + SOFTEST);
        return FULL * part * part;
    }

    /**
     * A note begins.
     *
     * @return its voice, to be given its first samples; null if it is not heard
     */
    Voice begin(PlayedNote note) {
        // Its number is the seed: repeated strokes differ a little, as they do.
        long seed = begun++;
        Drum drum = note.percussion() ? DrumKit.of(note.key()) : null;
        Timbre timbre = drum == null ? Instruments.of(note.program()) : drum;
        int group = drum == null ? 0 : drum.group();
        double gain = timbre.level() * gain(note.velocity());
        if (group != 0) {
            voices.stream().filter(voice -> voice.group() == group).forEach(Voice::fade);
        }
        if (voices.size() >= BuiltInSynthesizer.VOICES && !makeRoom(gain)) {
            return null;
        }
        Tone tone = timbre.tone(note, tables, seed);
        if (tone == null) {
            return null;
        }
        Envelope envelope = new Envelope(timbre.shape(), tables.sampleRateHz());
        Voice voice = new Voice(tone, envelope, gain, note.stop(), group);
        voices.add(voice);
        return voice;
    }

    private boolean makeRoom(double gain) {
        Voice quietest = voices.get(0);
        for (Voice voice : voices) {
            quietest = voice.level() < quietest.level() ? voice : quietest;
        }
        if (quietest.level() >= gain || fading.size() >= FADING) {
            return false;
        }
        voices.remove(quietest);
        quietest.fade();
        fading.add(quietest);
        return true;
    }

    /** Adds the samples of a block of all notes that have begun before it. */
    void addTo(double[] mix, double[] scratch, long blockStart) {
        for (Voice voice : voices) {
            voice.addTo(mix, scratch, blockStart, 0, mix.length);
        }
        for (Voice voice : fading) {
            voice.addTo(mix, scratch, blockStart, 0, mix.length);
        }
        voices.removeIf(Voice::isOver);
        fading.removeIf(Voice::isOver);
    }

    boolean isEmpty() {
        return voices.isEmpty() && fading.isEmpty();
    }
}
