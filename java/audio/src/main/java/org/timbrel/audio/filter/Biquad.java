// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.filter;

/**
 * A second-order filter of one sound, transposed direct form II: y[n] = b0 x[n] + b1 x[n-1] + b2
 * x[n-2] - a1 y[n-1] - a2 y[n-2]. Not thread-safe.
 */
public final class Biquad {

    // Far under a sample's last bit; what is smaller only slows the processor.
    private static final double TINY = 1e-30;

    private final double b0;
    private final double b1;
    private final double b2;
    private final double a1;
    private final double a2;
    private double state1;
    private double state2;

    /** A filter at rest. */
    public Biquad(double b0, double b1, double b2, double a1, double a2) {
        this.b0 = b0;
        this.b1 = b1;
        this.b2 = b2;
        this.a1 = a1;
        this.a2 = a2;
    }

    /**
     * The first stage of K-weighting, what a head adds to treble: the analog filter behind the
     * coefficients that BS.1770 gives for 48 kHz (De Man 2014, "Evaluation of implementations of
     * the EBU R128 loudness measurement"), at any rate.
     */
    public static Biquad kShelf(double sampleRateHz) {
        double q = 0.7071752369554196;
        double high = Math.pow(10, 3.999843853973347 / 20);
        double band = Math.pow(high, 0.4996667741545416);
        double k = warped(1681.974450955533, sampleRateHz);
        double norm = 1 / (1 + k / q + k * k);
        return new Biquad(
                (high + band * k / q + k * k) * norm,
                2 * (k * k - high) * norm,
                (high - band * k / q + k * k) * norm,
                2 * (k * k - 1) * norm,
                (1 - k / q + k * k) * norm);
    }

    /** The second stage, a high-pass, likewise. */
    public static Biquad kHighPass(double sampleRateHz) {
        double q = 0.5003270373238773;
        double k = warped(38.13547087602444, sampleRateHz);
        double norm = 1 / (1 + k / q + k * k);
        return new Biquad(1, -2, 1, 2 * (k * k - 1) * norm, (1 - k / q + k * k) * norm);
    }

    /** Butterworth's high-pass, 3 dB down at {@code hz}, which is under half the rate. */
    public static Biquad butterworthHighPass(double hz, double sampleRateHz) {
        double k = Math.tan(Math.PI * hz / sampleRateHz);
        double norm = 1 / (1 + Math.sqrt(2) * k + k * k);
        return new Biquad(
                norm,
                -2 * norm,
                norm,
                2 * (k * k - 1) * norm,
                (1 - Math.sqrt(2) * k + k * k) * norm);
    }

    /** The bilinear transform's frequency; at rates that cannot hold it, the highest they hold. */
    private static double warped(double hz, double sampleRateHz) {
        return Math.tan(Math.PI * Math.min(hz / sampleRateHz, 0.49));
    }

    /** The next sample, filtered. */
    public double next(double x) {
        double y = b0 * x + state1;
        state1 = b1 * x - a1 * y + state2;
        state2 = b2 * x - a2 * y;
        if (Math.abs(state1) < TINY && Math.abs(state2) < TINY) {
            state1 = 0;
            state2 = 0;
        }
        return y;
    }
}
