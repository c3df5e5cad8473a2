// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioClip;

class OnsetCurveTest {

    private static OnsetCurve onsets(AudioClip clip) throws IOException {
        return MusicalPortrait.of(clip).onsets();
    }

    @ParameterizedTest
    @ValueSource(ints = {16000, 22050, 44100, 48000})
    void everyClickIsAnOnset(int rateHz) throws IOException {
        OnsetCurve curve = onsets(MadeMusic.clicks(rateHz, 10, 120, 1));
        double[] seconds = curve.seconds();
        assertEquals(20, seconds.length);
        for (int i = 0; i < 20; i++) {
            // Half a window and a hop, as the rise is largest when the click is in its middle.
            assertEquals(0.25 + 0.5 * i, seconds[i], 0.04);
        }
        assertEquals(2, curve.perSecond(), 0.02);
    }

    @ParameterizedTest
    @CsvSource({"44100, 60", "44100, 87.3", "44100, 120", "22050, 120", "16000, 120", "44100, 163"})
    void clicksHaveTheirTempo(int rateHz, double bpm) throws IOException {
        BeatSpectrum.Tempo tempo = onsets(MadeMusic.clicks(rateHz, 20, bpm, 2)).beat().tempo();
        // A hundredth, where frames of 12 ms alone would give a fortieth at half a second.
        assertEquals(bpm, tempo.bpm(), 0.01 * bpm);
        assertTrue(tempo.clearness() > 0.8, "" + tempo);
    }

    @Test
    void whatIsTooFastForABeatIsHeardAtHalfItsTempo() throws IOException {
        assertEquals(100, onsets(MadeMusic.clicks(44100, 20, 200, 2)).beat().tempo().bpm(), 1);
    }

    @Test
    void noiseHasNoClearBeat() throws IOException {
        OnsetCurve curve = onsets(MadeMusic.noise(22050, 20, 0.3, 3));
        assertTrue(!(curve.beat().tempo().clearness() > 0.3), "" + curve.beat().tempo());
        // Chance lifts enough bands at once about that often.
        assertTrue(curve.perSecond() < 2, "" + curve.perSecond());
    }

    @Test
    void aToneBeginsOnce() throws IOException {
        AudioClip tone = MadeMusic.chord(44100, 3, 60, 64);
        OnsetCurve curve = onsets(MadeMusic.joined(MadeMusic.silence(44100, 1), tone));
        assertEquals(1, curve.seconds().length);
        assertEquals(1, curve.seconds()[0], 0.04);
        // From its first sample on, there is silence before it.
        assertEquals(1, onsets(tone).seconds().length);
    }

    @Test
    void aVoiceThatWaversDoesNotBeginAnew() throws IOException {
        int rateHz = 44100;
        float[] samples = new float[4 * rateHz];
        double phase = 0;
        for (int i = 0; i < samples.length; i++) {
            // Half a semitone up and down, six times a second.
            double wave = Math.sin(2 * Math.PI * 6 * i / rateHz);
            phase += 2 * Math.PI * 440 * Math.pow(2, 0.5 * wave / 12) / rateHz;
            samples[i] = (float) (0.3 * Math.sin(phase));
        }
        assertEquals(1, onsets(new AudioClip(samples, rateHz)).seconds().length);
    }

    @Test
    void beatsOfOneTempoAreNearAndOfOthersFar() throws IOException {
        BeatSpectrum one = onsets(MadeMusic.clicks(44100, 12, 120, 4)).beat();
        BeatSpectrum same = onsets(MadeMusic.clicks(22050, 9, 120, 5)).beat();
        BeatSpectrum other = onsets(MadeMusic.clicks(44100, 12, 97, 4)).beat();
        assertEquals(0, one.distance(one), 1e-12);
        assertTrue(one.distance(same) < 0.1, "" + one.distance(same));
        assertTrue(one.distance(other) > 0.5, "" + one.distance(other));
        assertEquals(191, one.values().length);
        // Lag 0.5 s is the 41st; half of it is no period.
        assertTrue(one.values()[40] > 0.8 && one.values()[15] < 0.2);
    }

    @Test
    void silenceAndShortSoundsHaveNoBeat() throws IOException {
        AudioClip[] sounds = {
            MadeMusic.silence(22050, 10),
            MadeMusic.clicks(22050, 3.9, 120, 1),
            MadeMusic.silence(22050, 1.0 / 22050)
        };
        for (AudioClip sound : sounds) {
            BeatSpectrum beat = onsets(sound).beat();
            assertArrayEquals(new double[0], beat.values());
            assertTrue(Double.isNaN(beat.tempo().bpm()) && Double.isNaN(beat.tempo().clearness()));
            assertTrue(Double.isNaN(beat.distance(beat)));
        }
        assertEquals(0, onsets(sounds[0]).perSecond());
        assertEquals(0, onsets(sounds[2]).perSecond());
    }
}
