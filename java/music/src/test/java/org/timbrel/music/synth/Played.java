// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.IOException;
import java.util.List;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/**
 * Scores for tests, at 120 quarters a minute and 480 ticks each: 960 ticks a second; and sounds.
 */
final class Played {

    static final int RATE = 44_100;
    static final long SECOND = 960;

    private Played() {}

    static Score score(int program, List<Note> notes, Pedal... pedals) {
        return of(new Track("", program, false, notes, List.of(pedals)));
    }

    static Score drums(List<Note> notes) {
        return of(new Track("", 0, true, notes, List.of()));
    }

    static Score of(Track... tracks) {
        return new Score(480, List.of(tracks), List.of(), List.of());
    }

    static Note note(double onset, double seconds, int key, int velocity) {
        return new Note(Math.round(onset * SECOND), Math.round(seconds * SECOND), key, velocity);
    }

    static float[] built(Score score, double tail) {
        try {
            return all(new BuiltInSynthesizer().open(score, RATE, tail), 1 << 14);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The whole sound, read in blocks of so many samples. */
    static float[] all(ScoreSound sound, int block) throws IOException {
        try (sound) {
            float[] samples = new float[(int) sound.samples()];
            int at = 0;
            while (at < samples.length) {
                at += sound.read(samples, at, Math.min(block, samples.length - at));
            }
            if (sound.read(new float[1], 0, 1) != -1) {
                throw new AssertionError("more than samples()");
            }
            return samples;
        }
    }

    static double rms(float[] samples, double from, double to) {
        double sum = 0;
        int start = (int) (from * RATE);
        int end = (int) (to * RATE);
        for (int i = start; i < end; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return Math.sqrt(sum / (end - start));
    }

    static double peak(float[] samples) {
        double peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }

    /**
     * Where near a frequency the spectrum of a part of a sound, Hann-windowed, is largest, in cents
     * from it; found to 0.1 of one.
     */
    static double cents(float[] samples, double from, double to, double hertz) {
        double coarse = loudest(samples, from, to, hertz, 0, 1);
        return loudest(samples, from, to, hertz, coarse, 0.1);
    }

    /** Of 30 steps below and above a place, where the spectrum is largest. */
    private static double loudest(
            float[] samples, double from, double to, double hertz, double place, double step) {
        double best = -1;
        double found = 0;
        for (int i = -30; i <= 30; i++) {
            double at = place + i * step;
            double power = power(samples, from, to, hertz * Math.pow(2, at / 1200));
            if (power > best) {
                best = power;
                found = at;
            }
        }
        return found;
    }

    /** Power of the spectrum of a part of a sound at a frequency. */
    static double power(float[] samples, double from, double to, double hertz) {
        int start = (int) (from * RATE);
        int count = (int) ((to - from) * RATE);
        double cosine = 2 * Math.cos(2 * Math.PI * hertz / RATE);
        double last = 0;
        double before = 0;
        // Goertzel's algorithm.
        for (int i = 0; i < count; i++) {
            double window = Math.sin(Math.PI * i / count);
            double next = samples[start + i] * window * window + cosine * last - before;
            before = last;
            last = next;
        }
        return last * last + before * before - cosine * last * before;
    }
}
