// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.Arrays;

/** The level of one note over time: an {@link EnvelopeShape} played. */
final class Envelope {

    // A release falls as an exponential towards a little below nothing, and so gets there.
    private static final double UNDERSHOOT = 0.001;
    private static final double RELEASE_LOG = StrictMath.log((1 + UNDERSHOOT) / UNDERSHOOT);
    private static final double FADE_SECONDS = 0.004;

    private final double attackStep;
    private final double decayFactor;
    private final double sustain;
    private final double releaseSamples;
    private final double fadeSamples;
    private Stage stage = Stage.ATTACK;
    private double value;
    private double releaseFactor;
    private double releaseStep;

    private enum Stage {
        ATTACK,
        DECAY,
        RELEASE,
        OVER
    }

    Envelope(EnvelopeShape shape, int sampleRateHz) {
        double attack = Math.max(EnvelopeShape.MIN_ATTACK_SECONDS, shape.attackSeconds());
        attackStep = 1 / (attack * sampleRateHz);
        decayFactor = StrictMath.exp(-StrictMath.log(10) / (shape.decaySeconds() * sampleRateHz));
        sustain = shape.sustain();
        releaseSamples =
                Math.max(EnvelopeShape.MIN_RELEASE_SECONDS, shape.releaseSeconds()) * sampleRateHz;
        fadeSamples = FADE_SECONDS * sampleRateHz;
    }

    /** Multiplies samples by the level. */
    void apply(double[] samples, int from, int to) {
        int i = from;
        while (i < to) {
            switch (stage) {
                case ATTACK -> i = attack(samples, i, to);
                case DECAY -> i = decay(samples, i, to);
                case RELEASE -> i = release(samples, i, to);
                default -> {
                    Arrays.fill(samples, i, to, 0);
                    i = to;
                }
            }
        }
    }

    private int attack(double[] samples, int from, int to) {
        for (int i = from; i < to; i++) {
            samples[i] *= value;
            value += attackStep;
            if (value >= 1) {
                value = 1;
                stage = Stage.DECAY;
                return i + 1;
            }
        }
        return to;
    }

    private int decay(double[] samples, int from, int to) {
        if (sustain == 1) {
            return to;
        }
        double over = value - sustain;
        for (int i = from; i < to; i++) {
            samples[i] *= sustain + over;
            over *= decayFactor;
        }
        value = sustain + over;
        return to;
    }

    private int release(double[] samples, int from, int to) {
        for (int i = from; i < to; i++) {
            samples[i] *= value;
            value = value * releaseFactor - releaseStep;
            if (value <= 0) {
                stage = Stage.OVER;
                return i + 1;
            }
        }
        return to;
    }

    /** The key is let go. */
    void release() {
        if (stage == Stage.ATTACK || stage == Stage.DECAY) {
            fall(releaseSamples);
        }
    }

    /** The note ends at once, as fast as it can without a click. */
    void fade() {
        if (stage != Stage.OVER) {
            fall(fadeSamples);
        }
    }

    private void fall(double samples) {
        stage = value > 0 ? Stage.RELEASE : Stage.OVER;
        releaseFactor = StrictMath.exp(-RELEASE_LOG / samples);
        releaseStep = value * UNDERSHOOT * (1 - releaseFactor);
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }
}
