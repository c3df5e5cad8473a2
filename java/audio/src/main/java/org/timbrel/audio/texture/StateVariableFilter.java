// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * Second-order filter that stays stable while it is retuned: the trapezoidal state-variable form
 * (A. Simper, "Linear Trapezoidal Integrated State Variable Filter", 2014). Call one of the three
 * outputs a sample.
 */
final class StateVariableFilter {

    private double k;
    private double a1;
    private double a2;
    private double a3;
    private double band;
    private double low;
    private double bandOut;
    private double lowOut;

    /**
     * @param frequencyHz centre or cutoff, below 20 kHz
     * @param q quality factor: centre over bandwidth; 0.707 is the flattest low- and high-pass
     */
    StateVariableFilter(double frequencyHz, double q) {
        tune(frequencyHz, q);
    }

    void tune(double frequencyHz, double q) {
        double g =
                StrictMath.tan(
                        StrictMath.PI
                                * Math.min(frequencyHz, 20_000)
                                / ProceduralTexture.SAMPLE_RATE_HZ);
        k = 1 / q;
        a1 = 1 / (1 + g * (g + k));
        a2 = g * a1;
        a3 = g * a2;
    }

    double low(double x) {
        advance(x);
        return lowOut;
    }

    double high(double x) {
        advance(x);
        return x - k * bandOut - lowOut;
    }

    /** Band-pass with a gain of 1 at the centre. */
    double band(double x) {
        advance(x);
        return k * bandOut;
    }

    private void advance(double x) {
        double difference = x - low;
        bandOut = a1 * band + a2 * difference;
        lowOut = low + a2 * band + a3 * difference;
        band = 2 * bandOut - band;
        low = 2 * lowOut - low;
    }
}
