// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Single periods of sustained tones, made when they are first asked for, without a harmonic above
 * the Nyquist frequency. For one sound at a time: not thread-safe.
 */
final class WaveTables {

    /** Samples of a period: 96 harmonics between two of them are right to -80 dB of the tone. */
    static final int SIZE = 4096;

    private static final int MAX_HARMONICS = 96;
    // Vibrato and detuning move harmonics up.
    private static final double NYQUIST_SHARE = 0.47;
    private static final int BRIGHTNESS_STEPS = 8;
    // 16 MB; those that were not used for longest go, and would be made again.
    private static final int MAX_TABLES = 1_000;

    private static final double[] SINE = sine();

    private final int sampleRateHz;
    private final Map<Key, float[]> tables =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, float[]> eldest) {
                    return size() > MAX_TABLES;
                }
            };

    private record Key(Spectrum spectrum, int key, int brightness) {}

    WaveTables(int sampleRateHz) {
        this.sampleRateHz = sampleRateHz;
    }

    int sampleRateHz() {
        return sampleRateHz;
    }

    private static double[] sine() {
        double[] sine = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            sine[i] = StrictMath.sin(2 * Math.PI * i / SIZE);
        }
        return sine;
    }

    /**
     * One period of RMS 1 and its first sample again: [{@link #SIZE} + 1].
     *
     * @return null if even the first harmonic is too high
     */
    float[] table(Spectrum spectrum, int key, int velocity) {
        if (PlayedNote.hertz(key) > NYQUIST_SHARE * sampleRateHz) {
            return null;
        }
        return tables.computeIfAbsent(
                new Key(spectrum, key, velocity * BRIGHTNESS_STEPS / 128), this::make);
    }

    private float[] make(Key key) {
        double hertz = PlayedNote.hertz(key.key);
        double brightness = (key.brightness + 0.5) / BRIGHTNESS_STEPS;
        int harmonics = (int) Math.min(MAX_HARMONICS, NYQUIST_SHARE * sampleRateHz / hertz);
        double[] sum = new double[SIZE];
        double power = 0;
        for (int n = 1; n <= harmonics; n++) {
            double level = key.spectrum.level(n, hertz, brightness);
            power += level * level / 2;
            // Alternating signs keep the peaks of many harmonics apart.
            double signed = n % 4 < 2 ? level : -level;
            for (int i = 0; i < SIZE && level != 0; i++) {
                sum[i] += signed * SINE[n * i % SIZE];
            }
        }
        double scale = 1 / Math.sqrt(power);
        float[] table = new float[SIZE + 1];
        for (int i = 0; i <= SIZE; i++) {
            table[i] = (float) (scale * sum[i % SIZE]);
        }
        return table;
    }

    /** The sine of a part of a turn, 0..1, to -100 dB. */
    static double sine(double turn) {
        double place = turn * SIZE;
        int index = (int) place;
        double low = SINE[index % SIZE];
        return low + (place - index) * (SINE[(index + 1) % SIZE] - low);
    }
}
