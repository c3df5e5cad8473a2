// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/** First-order low-pass, its complement the high-pass; 6 dB an octave. */
final class OnePole {

    private final double follow;
    private double state;

    OnePole(double cutoffHz) {
        follow =
                1
                        - StrictMath.exp(
                                -2 * StrictMath.PI * cutoffHz / ProceduralTexture.SAMPLE_RATE_HZ);
    }

    /** One that settles to 1 − 1/e of a step in {@code seconds}. */
    static OnePole lag(double seconds) {
        return new OnePole(1 / (2 * StrictMath.PI * seconds));
    }

    double low(double x) {
        state += follow * (x - state);
        return state;
    }

    double high(double x) {
        return x - low(x);
    }
}
