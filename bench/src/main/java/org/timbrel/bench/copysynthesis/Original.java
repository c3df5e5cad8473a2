// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.metrics.ModulationDistance;
import org.timbrel.audio.metrics.PitchAgreement;
import org.timbrel.audio.metrics.SpectralDistance;
import org.timbrel.audio.metrics.TexStat;

/** A sound with what every copy of it is measured against. */
final class Original {

    private final TestSound sound;
    private final LogMel levels;
    private final double floor;

    Original(TestSound sound) throws IOException {
        this.sound = sound;
        levels = LogMel.of(sound.clip());
        floor = TexStat.floor(sound.clip());
    }

    TestSound sound() {
        return sound;
    }

    /** All measures that the sound allows. */
    Map<Measure, Double> measure(AudioClip copy) throws IOException {
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        LogMel copied = LogMel.of(copy);
        put(measures, Measure.LM, LevelDistance.aligned(levels, copied));
        put(measures, Measure.LMS, LevelDistance.sorted(levels, copied));
        put(measures, Measure.LT, LevelDistance.longTerm(levels, copied));
        put(measures, Measure.TS, TexStat.aligned(sound.clip(), copy));
        put(measures, Measure.TS_FLOOR, floor);
        put(measures, Measure.MODULATION, ModulationDistance.of(levels, copied));
        SpectralDistance fine = SpectralDistance.of(sound.clip(), copy, 2048, 128, 2048);
        put(measures, Measure.SNR, fine.signalToNoiseDb());
        put(measures, Measure.LEVEL, levelDb(copy) - levelDb(sound.clip()));
        pitch(measures, copy);
        return measures;
    }

    /** Textures are left out: what their frames have of pitch is chance. */
    private void pitch(Map<Measure, Double> measures, AudioClip copy) throws IOException {
        if (sound.set().equals(SoundSets.TEXTURES)) {
            return;
        }
        PitchAgreement heard = PitchAgreement.of(sound.clip(), copy);
        put(measures, Measure.RPA, heard.rpa50());
        put(measures, Measure.VOICING_F1, heard.voicingF1());
        if (sound.pitchHz() != null) {
            PitchAgreement known = PitchAgreement.of(sound.pitchHz(), copy);
            put(measures, Measure.KNOWN_RPA, known.rpa50());
            put(measures, Measure.KNOWN_VOICING_F1, known.voicingF1());
        }
    }

    /** Leaves out what the sound is too short or too quiet for. */
    private static void put(Map<Measure, Double> measures, Measure measure, double value) {
        if (Double.isFinite(value)) {
            measures.put(measure, value);
        }
    }

    private static double levelDb(AudioClip clip) {
        double energy = 0;
        for (float sample : clip.samples()) {
            energy += (double) sample * sample;
        }
        return 10 * Math.log10(energy / clip.samples().length);
    }
}
