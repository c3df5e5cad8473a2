// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;

/** Sounds whose fundamental is known. */
final class Tones {

    private static final int MAX_HARMONICS = 400;

    private Tones() {}

    /**
     * Harmonics at random phases up to 0.45 of the rate, at an RMS of 0.1.
     *
     * @param f0 Hz at a time in seconds
     * @param amplitude of harmonic 1, 2 and so on
     */
    static float[] of(
            DoubleUnaryOperator f0, double seconds, int rate, IntToDoubleFunction amplitude) {
        SplittableRandom random = new SplittableRandom(1);
        double[] starts = random.doubles(MAX_HARMONICS + 1, 0, 2 * Math.PI).toArray();
        float[] samples = new float[(int) (seconds * rate)];
        double phase = 0;
        double power = 0;
        for (int i = 0; i < samples.length; i++) {
            double hz = f0.applyAsDouble((double) i / rate);
            double sum = 0;
            for (int k = 1; k * hz < 0.45 * rate && k <= MAX_HARMONICS; k++) {
                double a = amplitude.applyAsDouble(k);
                sum += a == 0 ? 0 : a * Math.sin(k * phase + starts[k]);
            }
            samples[i] = (float) sum;
            power += sum * sum;
            phase += 2 * Math.PI * hz / rate;
        }
        double gain = 0.1 / Math.sqrt(power / samples.length);
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= (float) gain;
        }
        return samples;
    }

    /** A tone at an RMS of {@code toneRms} and white Gaussian noise at {@code noiseRms}. */
    static float[] mixed(float[] tone, double toneRms, double noiseRms, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] samples = new float[tone.length];
        for (int i = 0; i < tone.length; i++) {
            samples[i] = (float) (tone[i] * toneRms / 0.1 + noiseRms * random.nextGaussian());
        }
        return samples;
    }
}
