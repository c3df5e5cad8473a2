// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import java.util.SplittableRandom;
import org.timbrel.audio.io.AudioClip;

/** Sounds of which one knows what the measures should say. */
final class MadeMusic {

    private MadeMusic() {}

    static AudioClip silence(int rateHz, double seconds) {
        return new AudioClip(new float[(int) Math.round(seconds * rateHz)], rateHz);
    }

    /** Sines of equal amplitude at MIDI keys. */
    static AudioClip chord(int rateHz, double seconds, int... keys) {
        float[] samples = new float[(int) Math.round(seconds * rateHz)];
        for (int key : keys) {
            double hz = 440 * Math.pow(2, (key - 69) / 12.0);
            for (int i = 0; i < samples.length; i++) {
                samples[i] += (float) (0.5 / keys.length * Math.sin(2 * Math.PI * hz * i / rateHz));
            }
        }
        return new AudioClip(samples, rateHz);
    }

    /** One sound after the other. */
    static AudioClip joined(AudioClip... parts) {
        int length = 0;
        for (AudioClip part : parts) {
            length += part.samples().length;
        }
        float[] samples = new float[length];
        int at = 0;
        for (AudioClip part : parts) {
            System.arraycopy(part.samples(), 0, samples, at, part.samples().length);
            at += part.samples().length;
        }
        return new AudioClip(samples, parts[0].sampleRateHz());
    }

    /** Bursts of noise that fall by 60 dB in 100 ms, the first after half a period. */
    static AudioClip clicks(int rateHz, double seconds, double bpm, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] samples = new float[(int) Math.round(seconds * rateHz)];
        double period = 60 / bpm * rateHz;
        for (double start = period / 2; start < samples.length; start += period) {
            for (int i = (int) start; i < Math.min(samples.length, start + 0.1 * rateHz); i++) {
                double fall = Math.pow(10, -3 * (i - start) / (0.1 * rateHz));
                samples[i] = (float) (0.5 * fall * random.nextDouble(-1, 1));
            }
        }
        return new AudioClip(samples, rateHz);
    }

    static AudioClip noise(int rateHz, double seconds, double amplitude, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] samples = new float[(int) Math.round(seconds * rateHz)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (amplitude * random.nextDouble(-1, 1));
        }
        return new AudioClip(samples, rateHz);
    }

    static AudioClip louder(AudioClip clip, double decibels) {
        float[] samples = clip.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= (float) Math.pow(10, decibels / 20);
        }
        return new AudioClip(samples, clip.sampleRateHz());
    }
}
