// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

/**
 * What bands' levels are over most of a second: the mean of loudness, which goes with power^0.3
 * (Stevens 1955), forgotten exponentially. A mean of decibels would know too little of short loud
 * moments, and one of power nothing else. One stream's frames in order.
 */
final class SlowLevels {

    private static final double SECONDS = 0.64;
    private static final double LOUDNESS_EXPONENT = 0.3;
    private static final double SCALE = Decibels.PER_NEPER / LOUDNESS_EXPONENT;

    private final double rate;
    private final double[] loudness;
    private boolean begun;

    SlowLevels(int bands, double framesPerSecond) {
        rate = 1 - Math.exp(-1 / (SECONDS * framesPerSecond));
        loudness = new double[bands];
    }

    /**
     * Takes a frame.
     *
     * @param level [melBands] in dB
     * @param slow [melBands] out, in dB
     */
    void follow(double[] level, double[] slow) {
        for (int b = 0; b < loudness.length; b++) {
            double now = Math.exp(level[b] / SCALE);
            loudness[b] += begun ? rate * (now - loudness[b]) : now;
            slow[b] = SCALE * Math.log(loudness[b]);
        }
        begun = true;
    }
}
