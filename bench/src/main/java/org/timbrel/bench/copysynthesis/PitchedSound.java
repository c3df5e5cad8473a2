// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.Locale;
import java.util.SplittableRandom;

/** Sounds of one voice whose pitch is known, since they are made here. */
enum PitchedSound {
    /** Sung notes from vowel to vowel, with vibrato. */
    VOWEL {
        @Override
        void play(Take take, SplittableRandom random) {
            HarmonicSource voice = new HarmonicSource(Take.RATE_HZ);
            BandNoise breath = new BandNoise(random, Take.RATE_HZ);
            double noteSeconds = 2;
            double sungSeconds = 1.85;
            for (int i = 0; i < take.length(); i++) {
                double time = (double) i / Take.RATE_HZ;
                int note = (int) (time / noteSeconds);
                double t = time - note * noteSeconds;
                double semitones = MELODY[note % MELODY.length];
                double vibrato = 0.5 * Math.min(1, t / 0.5) * Math.sin(2 * Math.PI * 5.5 * time);
                double hz = 220 * Math.pow(2, (semitones + vibrato) / 12);
                Formants formants =
                        VOWELS[note % VOWELS.length].towards(
                                VOWELS[(note + 1) % VOWELS.length], t / noteSeconds);
                double level = Take.swell(t, sungSeconds, 0.06, 0.08);
                take.voice(i, voice.next(hz, formants::at), hz, level);
                take.add(i, 0.01 * level * breath.next(3500, 3000));
            }
        }
    },
    /** Long notes with few harmonics and a breath as loud as the higher of them. */
    FLUTE {
        @Override
        void play(Take take, SplittableRandom random) {
            HarmonicSource pipe = new HarmonicSource(Take.RATE_HZ);
            BandNoise breath = new BandNoise(random, Take.RATE_HZ);
            double noteSeconds = 1.6;
            for (int i = 0; i < take.length(); i++) {
                double time = (double) i / Take.RATE_HZ;
                int note = (int) (time / noteSeconds);
                double t = time - note * noteSeconds;
                double wave = Math.sin(2 * Math.PI * 4.8 * time);
                double semitones = MELODY[note % MELODY.length] + 0.15 * wave;
                double hz = 523.25 * Math.pow(2, semitones / 12);
                double level = Take.swell(t, noteSeconds - 0.1, 0.08, 0.1) * (1 + 0.15 * wave);
                // Each harmonic 9 dB under the one before.
                take.voice(i, pipe.next(hz, f -> Math.pow(0.355, f / hz - 1)), hz, level);
                take.add(i, 0.06 * level * breath.next(2 * hz, 2500));
            }
        }
    },
    /** A bow that never leaves the string, up and down two octaves and a half. */
    GLIDE {
        @Override
        void play(Take take, SplittableRandom random) {
            HarmonicSource string = new HarmonicSource(Take.RATE_HZ);
            BandNoise rosin = new BandNoise(random, Take.RATE_HZ);
            Formants body = new Formants(new double[] {280, 460, 700, 1200, 2600}, -6);
            double seconds = (double) take.length() / Take.RATE_HZ;
            for (int i = 0; i < take.length(); i++) {
                double time = (double) i / Take.RATE_HZ;
                double octaves = 1.25 * (1 - Math.cos(2 * Math.PI * time / 5));
                double hz = 110 * Math.pow(2, octaves);
                double level = Take.swell(time, seconds, 0.1, 0.1);
                take.voice(i, string.next(hz, body::at), hz, level);
                take.add(i, 0.01 * level * rosin.next(4000, 4000));
            }
        }
    },
    /** Syllables of a hiss and a vowel each, their melody falling along phrases, and pauses. */
    SPEECH {
        @Override
        void play(Take take, SplittableRandom random) {
            HarmonicSource voice = new HarmonicSource(Take.RATE_HZ);
            BandNoise hiss = new BandNoise(random, Take.RATE_HZ);
            BandNoise breath = new BandNoise(random, Take.RATE_HZ);
            Formants last = VOWELS[0];
            int at = 0;
            while (at < take.length()) {
                double phraseHz = random.nextDouble(125, 150);
                int syllables = random.nextInt(5, 10);
                for (int s = 0; s < syllables; s++) {
                    at = consonant(take, at, random, hiss);
                    Formants next = VOWELS[random.nextInt(VOWELS.length)];
                    at = vowel(take, at, random, phraseHz, voice, breath, last, next);
                    last = next;
                    phraseHz *= 0.97;
                }
                at += (int) (random.nextDouble(0.25, 0.5) * Take.RATE_HZ);
            }
        }
    };

    private static final double[] MELODY = {0, 4, 7, 5, 2, -3, 0, 9};
    private static final Formants[] VOWELS = {
        Formants.vowel(730, 1090, 2440),
        Formants.vowel(530, 1840, 2480),
        Formants.vowel(270, 2290, 3010),
        Formants.vowel(300, 870, 2240),
        Formants.vowel(660, 1720, 2410)
    };

    abstract void play(Take take, SplittableRandom random);

    /** The sound, the same whenever the seed is. */
    TestSound make(long seed, double seconds) {
        SplittableRandom random = new SplittableRandom(seed ^ name().hashCode());
        Take take = new Take(seconds);
        play(take, random);
        return take.finish(name().toLowerCase(Locale.ROOT), random);
    }

    private static int consonant(Take take, int at, SplittableRandom random, BandNoise hiss) {
        double seconds = random.nextDouble(0.06, 0.12);
        double hz = random.nextDouble(2500, 7000);
        double loud = random.nextDouble(0.1, 0.4);
        int end = Math.min(take.length(), at + (int) (seconds * Take.RATE_HZ));
        for (int i = at; i < end; i++) {
            double t = (double) (i - at) / Take.RATE_HZ;
            double level = loud * Take.swell(t, seconds, 0.01, 0.02);
            take.add(i, level * hiss.next(hz, 0.4 * hz));
        }
        return end;
    }

    private static int vowel(
            Take take,
            int at,
            SplittableRandom random,
            double phraseHz,
            HarmonicSource voice,
            BandNoise breath,
            Formants last,
            Formants next) {
        double seconds = random.nextDouble(0.12, 0.22);
        double accent = random.nextDouble(0.4, 1);
        double bend = random.nextDouble(-0.5, 2);
        int end = Math.min(take.length(), at + (int) (seconds * Take.RATE_HZ));
        for (int i = at; i < end; i++) {
            double t = (double) (i - at) / Take.RATE_HZ;
            double semitones = bend * Math.sin(Math.PI * t / seconds);
            double hz = phraseHz * Math.pow(2, semitones / 12);
            Formants formants = last.towards(next, Math.min(1, t / 0.06));
            double level = accent * Take.swell(t, seconds, 0.02, 0.04);
            take.voice(i, voice.next(hz, formants::at), hz, level);
            take.add(i, 0.01 * level * breath.next(3500, 3000));
        }
        return end;
    }
}
