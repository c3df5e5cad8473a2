// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioClip;

class NoteTrackerTest {

    private static final int RATE = 44_100;
    // The rise of a hummed note, and its fall.
    private static final double RAMP_SECONDS = 0.03;

    /** A hummed note. */
    private record Hummed(double onset, double seconds, int key) {
        double end() {
            return onset + seconds;
        }
    }

    /**
     * Seeded: eight notes of a scale, mostly by steps; a key that is repeated is breathed before.
     */
    private static List<Hummed> melody(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] scale = {48, 50, 52, 53, 55, 57, 59, 60, 62, 64, 65, 67};
        List<Hummed> notes = new ArrayList<>();
        int degree = 3 + random.nextInt(6);
        double at = 0.3;
        for (int i = 0; i < 8; i++) {
            double seconds = 0.3 + 0.1 * random.nextInt(5);
            int next = Math.max(0, Math.min(scale.length - 1, degree + random.nextInt(7) - 3));
            boolean breath = next == degree || random.nextInt(4) == 0;
            notes.add(new Hummed(at, breath ? seconds - 0.1 : seconds, scale[degree]));
            at += seconds;
            degree = next;
        }
        return notes;
    }

    /**
     * Hummed notes as a sound: vibrato, glides of 60 ms from note to note, all off the tuning by
     * some cents, and noise 30 dB below.
     */
    private static float[] hum(List<Hummed> notes, double vibratoCents, double offCents) {
        double seconds = notes.get(notes.size() - 1).end() + 0.3;
        float[] sound =
                Tones.of(
                        t -> {
                            double key = key(notes, t);
                            double vibrato = vibratoCents * Math.sin(2 * Math.PI * 5.5 * t);
                            return 440 * Math.pow(2, (key - 69) / 12 + (vibrato + offCents) / 1200);
                        },
                        seconds,
                        RATE,
                        k -> k <= 12 ? 1.0 / (k * k) : 0);
        for (int i = 0; i < sound.length; i++) {
            sound[i] *= (float) level(notes, (double) i / RATE);
        }
        return Tones.mixed(sound, 0.1, 0.1 / Math.sqrt(1000), 1);
    }

    private static double key(List<Hummed> notes, double seconds) {
        double glide = 0.03;
        for (int n = notes.size() - 1; n > 0; n--) {
            double into = seconds - notes.get(n).onset() + glide;
            if (into >= 0) {
                double part = Math.min(1, into / (2 * glide));
                return notes.get(n - 1).key() * (1 - part) + notes.get(n).key() * part;
            }
        }
        return notes.get(0).key();
    }

    private static double level(List<Hummed> notes, double seconds) {
        double level = 0;
        for (Hummed note : notes) {
            double in = (seconds - note.onset()) / RAMP_SECONDS;
            double out = (note.end() - seconds) / RAMP_SECONDS;
            level = Math.max(level, Math.min(1, Math.min(in, out)));
        }
        // Where one note leads into the next there is no gap.
        for (int n = 1; n < notes.size(); n++) {
            boolean slurred = notes.get(n - 1).end() >= notes.get(n).onset() - 1e-9;
            if (slurred && Math.abs(seconds - notes.get(n).onset()) < RAMP_SECONDS) {
                level = 1;
            }
        }
        return level;
    }

    private static TrackedNotes track(float[] samples) throws IOException {
        return NoteTracker.track(new AudioClip(samples, RATE).reader());
    }

    /** F1 of keys and onsets within 50 ms over a dozen of melodies. */
    private static double f1(double vibratoCents, double offCents) throws IOException {
        double hits = 0;
        double all = 0;
        for (int seed = 1; seed <= 12; seed++) {
            List<Hummed> notes = melody(seed);
            List<TrackedNote> heard =
                    new ArrayList<>(track(hum(notes, vibratoCents, offCents)).notes());
            all += notes.size() + heard.size();
            for (Hummed note : notes) {
                boolean hit =
                        heard.removeIf(
                                other ->
                                        other.key() == note.key()
                                                && Math.abs(other.onsetSeconds() - note.onset())
                                                        <= 0.05);
                hits += hit ? 1 : 0;
            }
        }
        return 2 * hits / all;
    }

    @Test
    void hummedMelodiesAreWrittenDown() throws IOException {
        double f1 = f1(0, 0);
        assertTrue(f1 >= 0.95, "F1 " + f1);
    }

    @Test
    void soAreThoseWithVibrato() throws IOException {
        double f1 = f1(40, 0);
        assertTrue(f1 >= 0.95, "F1 " + f1);
    }

    @Test
    void soAreThoseOutOfTune() throws IOException {
        double f1 = f1(20, -35);
        assertTrue(f1 >= 0.95, "F1 " + f1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-40, 0, 30})
    void theTuningIsFound(double cents) throws IOException {
        // A glide's cents lie anywhere: they move the mean by a few.
        assertEquals(cents, track(hum(melody(5), 0, cents)).tuningCents(), 6);
    }

    @Test
    void aNoteHasItsPitchLengthAndLevel() throws IOException {
        TrackedNotes notes = track(hum(List.of(new Hummed(0.5, 1, 57)), 0, 0));
        assertEquals(1, notes.notes().size());
        TrackedNote note = notes.notes().get(0);
        assertEquals(57, note.key());
        assertEquals(57, note.pitch(), 0.02);
        assertEquals(1, note.durationSeconds(), 0.06);
        assertEquals(1.8, notes.seconds(), 1e-3);
        assertTrue(note.levelDb() > -22 && note.levelDb() < -14, "level " + note.levelDb());
    }

    @Test
    void silenceHasNoNotes() throws IOException {
        assertEquals(List.of(), track(new float[2 * RATE]).notes());
        assertEquals(List.of(), track(new float[1]).notes());
    }

    @Test
    void noiseHasNoNotes() throws IOException {
        float[] noise = Tones.mixed(new float[5 * RATE], 0, 0.1, 3);
        assertEquals(List.of(), track(noise).notes());
    }

    @Test
    void repeatsGiveTheSameNotes() throws IOException {
        float[] sound = hum(melody(2), 30, 0);
        assertEquals(track(sound), track(sound));
    }
}
