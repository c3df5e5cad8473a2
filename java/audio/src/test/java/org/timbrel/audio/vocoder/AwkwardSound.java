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
        double lossDb(Way way) {
            return holdsTones(way) ? super.lossDb(way) : cutToneDb(way);
        }

        // Where bands lie closer than bins, a tone's peak cut short fills the empty ones too.
        @Override
        double gainDb(Way way) {
            return holdsPeaks(way) ? super.gainDb(way) : 2;
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

        // Most of it lies where no fundamental is looked for, and is noise then, which loses 5.3 dB
        // at most; phases of cepstra cut short lose 2.9.
        @Override
        double lossDb(Way way) {
            boolean holds = holdsTones(way) && way.vocoder() != VocoderType.HARMONIC;
            if (holds) {
                return super.lossDb(way);
            }
            return way.vocoder() == VocoderType.NOISE ? 5.5 : 3;
        }
    },
    SINGLE_CLICK {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return i == rateHz / 4 ? 1 : 0;
        }

        // Its phases are known once it has passed; its first frames have sounded by then. Noise
        // and grains as long as a window have less power than their windows see, and nothing
        // follows that could make it good. Phases lose 2.7 to 9.2 dB.
        @Override
        double lossDb(Way way) {
            return way.vocoder() == VocoderType.PHASE ? 9.5 : 2;
        }
    },
    /** Noise on a constant ten times as large; the level that counts lies above the constant's. */
    DC_OFFSET {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return 0.5 + random.nextDouble(-0.05, 0.05);
        }

        // The constant fills the lowest band, a peak 20 dB above the others; Kaldi takes it off,
        // but a corpus has it, and its grains lose 2.9 dB.
        @Override
        double lossDb(Way way) {
            return holdsPeaks(way) ? super.lossDb(way) : 3;
        }

        // Where a centred window is half beyond the end, the constant is a leap.
        @Override
        double peakDb(Way way) {
            return way.vocoder() == VocoderType.MOSAIC ? 17 : super.peakDb(way);
        }
    },
    /** Alternating ends: half the rate itself, where every bank of filters has come down to 0. */
    HALF_THE_RATE {
        @Override
        double sample(double t, int i, int rateHz, SplittableRandom random) {
            return (i & 1) == 0 ? 1 : -1;
        }

        // 11 to 68 dB, by how wide the last band is and what cepstra cut short make of it.
        @Override
        double lossDb(Way way) {
            return 70;
        }

        // Frames that say their energy have all of it in the last band, which sees next to nothing
        // of it; of a recording that is made of that, no other grains can be had.
        @Override
        double gainDb(Way way) {
            if (!way.spec().convention().energy()) {
                return super.gainDb(way);
            }
            return way.vocoder() == VocoderType.MOSAIC ? 15.5 : 6.5;
        }

        @Override
        double peakDb(Way way) {
            return way.spec().convention().energy() ? 21 : super.peakDb(way);
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

    private static final double SECONDS = 0.5;

    /**
     * @param t 0 to 1 over the sound
     */
    abstract double sample(double t, int i, int rateHz, SplittableRandom random);

    /** How much a copy may be quieter, in dB. */
    double lossDb(Way way) {
        // Phases of windows that overlap little agree less, and what that loses is made good only
        // after a while.
        return findsPhases(way) && way.spec().hopSamples() > 0.3 * way.spec().windowSamples()
                ? 2
                : 1;
    }

    /** How much a copy may be louder, in dB. */
    double gainDb(Way way) {
        return 1;
    }

    /** How far a copy's peak may lie over the sound's own, in dB. */
    double peakDb(Way way) {
        // Even noise has no peaks, noise by chance has some, and phases that agree too well pile
        // it up: 18 dB where every sample was at one end or the other.
        return findsPhases(way) ? 19 : 10;
    }

    private static boolean findsPhases(Way way) {
        return way.vocoder() == VocoderType.PHASE || way.vocoder() == VocoderType.GRIFFIN_LIM;
    }

    boolean isSilent() {
        return false;
    }

    /** A cepstrum cut short is smooth over the bands: a peak in one of them spreads and sinks. */
    private static boolean holdsPeaks(Way way) {
        return way.spec().coefficients() == way.spec().melBands();
    }

    /**
     * Noise spreads over a band that a tone meets in one place: bands or level, one of them is off.
     */
    private static boolean holdsTones(Way way) {
        return holdsPeaks(way) && way.vocoder() != VocoderType.NOISE;
    }

    /** What a steady tone may lose where cepstra cut short spread its peaks over many bands. */
    private static double cutToneDb(Way way) {
        return way.spec().melBands() > 6 * way.spec().coefficients() ? 32 : 7;
    }

    /** Half a second, or twelve windows where those are longer. */
    float[] samples(FeatureSpec spec) {
        int rateHz = spec.sampleRateHz();
        SplittableRandom random = new SplittableRandom(11);
        float[] samples = new float[(int) Math.max(SECONDS * rateHz, 12.0 * spec.fftSize())];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) sample((double) i / samples.length, i, rateHz, random);
        }
        return samples;
    }
}
