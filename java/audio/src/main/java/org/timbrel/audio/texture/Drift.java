// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * A smooth stationary Gaussian process with mean 0 and variance 1: an Ornstein-Uhlenbeck process
 * smoothed once by its own time constant, so that neither its value nor its slope jumps. Drawn from
 * its stationary law at the start.
 */
final class Drift {

    /** Slow controls move on a grid of 1.5 ms and are straight in between. */
    static final int STEP_SAMPLES = 64;

    private final RandomSource random;
    private final double keep;
    private final double kick;
    private final double scale;
    private double rough;
    private double smooth;
    private double value;
    private double slope;
    private int left;

    /**
     * @param timeConstantSeconds of each of the two stages; the process moves noticeably in twice
     *     that
     */
    Drift(RandomSource random, double timeConstantSeconds) {
        this.random = random;
        double step = (double) STEP_SAMPLES / ProceduralTexture.SAMPLE_RATE_HZ;
        keep = StrictMath.exp(-step / timeConstantSeconds);
        kick = Math.sqrt(1 - keep * keep);
        // The smoothed stage has variance (1 + a²)/(1 + a)² and covariance 1/(1 + a) with the
        // rough.
        scale = (1 + keep) / Math.sqrt(1 + keep * keep);
        rough = random.gaussian();
        smooth = (rough + keep * random.gaussian()) / (1 + keep);
        value = smooth * scale;
    }

    double next() {
        if (left == 0) {
            left = STEP_SAMPLES;
            rough = keep * rough + kick * random.gaussian();
            smooth = keep * smooth + (1 - keep) * rough;
            slope = (smooth * scale - value) / STEP_SAMPLES;
        }
        left--;
        value += slope;
        return value;
    }
}
