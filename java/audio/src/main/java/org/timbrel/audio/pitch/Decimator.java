// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import org.timbrel.audio.filter.Biquad;

/**
 * Every D-th sample of a sound without what a fundamental does not need: a windowed sinc that takes
 * away all beyond 0.45 of the new rate and leaves what is under 0.27 of it, then a second-order
 * Butterworth high-pass against DC and rumble. Sample j lies at sample j · D of the source.
 */
final class Decimator {

    private static final double CUTOFF = 0.36;
    private static final int HALF_LENGTH = 8;

    private final int factor;
    private final int half;
    // taps[i] weighs the sample i - half away
    private final double[] taps;
    private final double[] work;
    private final Biquad highPass;
    private long next;

    /**
     * @param factor D, at least 1
     * @param highPassHz where the high-pass is 3 dB down
     */
    Decimator(double sampleRateHz, int factor, double highPassHz) {
        this.factor = factor;
        half = HALF_LENGTH * factor;
        taps = new double[2 * half + 1];
        work = new double[taps.length];
        double sum = 0;
        for (int i = 0; i < taps.length; i++) {
            double x = (double) (i - half) / factor;
            double angle = 2 * Math.PI * CUTOFF * x;
            double sinc = i == half ? 1 : Math.sin(angle) / angle;
            taps[i] = sinc * (0.5 + 0.5 * Math.cos(Math.PI * x / (HALF_LENGTH + 1.0 / factor)));
            sum += taps[i];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] /= sum;
        }
        highPass = Biquad.butterworthHighPass(highPassHz * factor, sampleRateHz);
    }

    /** Turns into {@code out} what {@code in} suffices for. */
    void run(SlidingSamples in, SlidingSamples out) {
        while (next + half < in.end()) {
            in.copy(next - half, taps.length, work);
            double sum = 0;
            for (int i = 0; i < taps.length; i++) {
                sum += taps[i] * work[i];
            }
            out.add(highPass.next(sum));
            next += factor;
        }
    }

    /** The first sample of the source that is still needed. */
    long needed() {
        return next - half;
    }
}
