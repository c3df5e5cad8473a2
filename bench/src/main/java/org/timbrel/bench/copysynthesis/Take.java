// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.SplittableRandom;
import org.timbrel.audio.io.AudioClip;

/** A sound being made: samples, and the pitch that each was made with. */
final class Take {

    static final int RATE_HZ = 44_100;

    private static final double RMS = 0.1;
    private static final double PEAK = 0.9;

    /** A room is never quite silent: −75 dBFS. */
    private static final double ROOM = 1.8e-4;

    /** What is 26 dB under full level is called unvoiced. */
    private static final double VOICED = 0.05;

    private final double[] samples;
    private final float[] pitchHz;
    private final double[] level;

    Take(double seconds) {
        samples = new double[(int) Math.round(seconds * RATE_HZ)];
        pitchHz = new float[samples.length];
        level = new double[samples.length];
    }

    int length() {
        return samples.length;
    }

    /**
     * Adds to a sample what has a pitch.
     *
     * @param amplitude of the voice, 1 in its middle
     */
    void voice(int at, double sample, double hz, double amplitude) {
        samples[at] += amplitude * sample;
        level[at] = amplitude;
        pitchHz[at] = (float) hz;
    }

    /** Adds to a sample what has none. */
    void add(int at, double sample) {
        samples[at] += sample;
    }

    /** The sound at a common level, in a room. */
    TestSound finish(String name, SplittableRandom random) {
        double energy = 0;
        double peak = 0;
        for (double sample : samples) {
            energy += sample * sample;
            peak = Math.max(peak, Math.abs(sample));
        }
        double gain = Math.min(RMS / Math.sqrt(energy / samples.length), PEAK / peak);
        float[] out = new float[samples.length];
        for (int i = 0; i < out.length; i++) {
            double room = ROOM * Math.sqrt(3) * random.nextDouble(-1, 1);
            out[i] = (float) (gain * samples[i] + room);
            if (level[i] < VOICED) {
                pitchHz[i] = 0;
            }
        }
        return new TestSound(SoundSets.PITCHED, name, new AudioClip(out, RATE_HZ), pitchHz);
    }

    /** Up over {@code rise} seconds, 1, and down over {@code fall}, at {@code t} of a duration. */
    static double swell(double t, double duration, double rise, double fall) {
        double up = Math.min(1, Math.max(0, t / rise));
        double down = Math.min(1, Math.max(0, (duration - t) / fall));
        return 0.25 * (1 - Math.cos(Math.PI * up)) * (1 - Math.cos(Math.PI * down));
    }
}
