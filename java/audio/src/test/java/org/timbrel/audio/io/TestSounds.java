// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Sounds with known samples, and what to measure on them. */
final class TestSounds {

    static final int RATE_HZ = 44_100;

    private TestSounds() {}

    static float[] sine(double frequencyHz, double amplitude, int sampleRateHz, int samples) {
        float[] out = new float[samples];
        for (int i = 0; i < samples; i++) {
            out[i] =
                    (float)
                            (amplitude
                                    * Math.sin(2 * Math.PI * frequencyHz * i / sampleRateHz + 0.3));
        }
        return out;
    }

    /** Uniform noise in whole steps of {@code bits} bits, so that integer codecs keep it. */
    static float[] noise(long seed, int bits, int samples) {
        SplittableRandom random = new SplittableRandom(seed);
        int full = 1 << (bits - 1);
        float[] out = new float[samples];
        for (int i = 0; i < samples; i++) {
            out[i] = (float) random.nextInt(-full, full) / full;
        }
        return out;
    }

    static float[] mean(float[] left, float[] right) {
        float[] out = new float[left.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (((double) left[i] + right[i]) / 2);
        }
        return out;
    }

    static float[] read(Path file) throws IOException {
        try (SampleReader reader = AudioFiles.open(file)) {
            return AudioFiles.readAll(reader).samples();
        }
    }

    /** 10 log10 of signal over error in the samples from..to. */
    static double snrDb(float[] expected, float[] actual, int from, int to) {
        double signal = 0;
        double error = 0;
        for (int i = from; i < to; i++) {
            signal += (double) expected[i] * expected[i];
            error += Math.pow((double) actual[i] - expected[i], 2);
        }
        return 10 * Math.log10(signal / error);
    }

    static double rms(float[] samples, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return Math.sqrt(sum / (to - from));
    }
}
