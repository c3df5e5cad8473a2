// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.SplittableRandom;
import org.timbrel.audio.features.FeatureSpec;

/** Sounds that features and vocoders are not made for, and whether their level has to come back. */
enum AwkwardSound {
    WHITE_NOISE {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return random.nextDouble(-0.3, 0.3);
        }
    },
    /** As loud as a file can be. */
    LOUD_NOISE {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return random.nextDouble(-1, 1);
        }
    },
    QUIET_NOISE {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return random.nextDouble(-1e-4, 1e-4);
        }
    },
    /** Every sample at one end or the other, by chance. */
    EXTREMES {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return random.nextBoolean() ? 1 : -1;
        }
    },
    /** Into 60 dB less. */
    FADE {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return Math.pow(10, -3 * t) * random.nextDouble(-0.5, 0.5);
        }
    },
    HARD_CLIPPED_SINE {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            double sine = 4 * Math.sin(2 * Math.PI * 440 * i / rateHz);
            return Math.max(-1, Math.min(1, sine));
        }

        @Override
        boolean keepsItsLevel(FeatureSpec spec) {
            return holdsPeaks(spec);
        }
    },
    /** Exponential, from 20 Hz to half the rate. */
    SWEEP {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            double octaves = Math.log(rateHz / 40.0);
            double seconds = (double) i / rateHz / t;
            double turns = i == 0 ? 0 : 20 * seconds / octaves * (Math.exp(octaves * t) - 1);
            return 0.5 * Math.sin(2 * Math.PI * turns);
        }

        @Override
        boolean keepsItsLevel(FeatureSpec spec) {
            return holdsPeaks(spec);
        }
    },
    SINGLE_CLICK {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return i == (int) Math.round(0.5 * SECONDS * rateHz) ? 1 : 0;
        }
    },
    /** Noise on a constant ten times as large; the level that counts lies above the constant's. */
    DC_OFFSET {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return 0.5 + random.nextDouble(-0.05, 0.05);
        }

        // The constant fills the lowest band, a peak 20 dB above the others.
        @Override
        boolean keepsItsLevel(FeatureSpec spec) {
            return holdsPeaks(spec);
        }
    },
    /** Alternating ends: half the rate itself, where every bank of filters has come down to 0. */
    HALF_THE_RATE {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return (i & 1) == 0 ? 1 : -1;
        }

        @Override
        boolean keepsItsLevel(FeatureSpec spec) {
            return false;
        }
    },
    /** Numbers so small that floats hold few digits of them: to be heard, silence. */
    DENORMALS {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return random.nextDouble(-1e-40, 1e-40);
        }

        @Override
        boolean isSilent() {
            return true;
        }
    },
    SILENCE {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return 0;
        }

        @Override
        boolean isSilent() {
            return true;
        }
    };

    static final double SECONDS = 0.5;

    /**
     * @param t 0 to 1 over the sound
     */
    abstract double sample(double t, int i, int rateHz, SplittableRandom random);

    /** Whether the spec's features hold enough of the sound to say how loud it is. */
    boolean keepsItsLevel(FeatureSpec spec) {
        return !isSilent();
    }

    boolean isSilent() {
        return false;
    }

    /** A cepstrum cut short is smooth over the bands: a peak in one of them spreads and sinks. */
    static boolean holdsPeaks(FeatureSpec spec) {
        return spec.coefficients() == spec.melBands();
    }

    float[] samples(int rateHz) {
        SplittableRandom random = new SplittableRandom(11);
        float[] samples = new float[(int) Math.round(SECONDS * rateHz)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) sample((double) i / samples.length, i, rateHz, random);
        }
        return samples;
    }
}
