// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A sum of harmonics whose amplitudes follow an envelope over frequency: band-limited, since those
 * above {@value #TOP} of the rate have none.
 */
final class HarmonicSource {

    private static final double TOP = 0.45;
    // Harmonics fade out below the top rather than stop: a glide would click.
    private static final double FADE = 0.05;
    // Amplitudes move on a grid of 1.5 ms and are straight in between.
    private static final int STEP_SAMPLES = 64;

    private final int rateHz;
    private double phase;
    private double[] amplitude = new double[0];
    private double[] slope = new double[0];
    private int left;

    HarmonicSource(int rateHz) {
        this.rateHz = rateHz;
    }

    /**
     * The next sample.
     *
     * @param pitchHz of the fundamental
     * @param envelope amplitude at a frequency in Hz, read every {@value #STEP_SAMPLES} samples
     */
    double next(double pitchHz, DoubleUnaryOperator envelope) {
        if (left == 0) {
            aim(pitchHz, envelope);
        }
        left--;
        phase += pitchHz / rateHz;
        phase -= Math.floor(phase);
        // sin(kx) = 2 cos(x) sin((k − 1)x) − sin((k − 2)x)
        double sine = StrictMath.sin(2 * Math.PI * phase);
        double twice = 2 * StrictMath.cos(2 * Math.PI * phase);
        double before = 0;
        double sum = 0;
        for (int k = 0; k < amplitude.length; k++) {
            sum += amplitude[k] * sine;
            amplitude[k] += slope[k];
            double after = twice * sine - before;
            before = sine;
            sine = after;
        }
        return sum;
    }

    private void aim(double pitchHz, DoubleUnaryOperator envelope) {
        left = STEP_SAMPLES;
        int count = Math.max(amplitude.length, (int) (TOP * rateHz / pitchHz));
        amplitude = Arrays.copyOf(amplitude, count);
        slope = new double[count];
        for (int k = 0; k < count; k++) {
            double hz = (k + 1) * pitchHz;
            double room = (TOP * rateHz - hz) / (FADE * rateHz);
            double target = envelope.applyAsDouble(hz) * Math.max(0, Math.min(1, room));
            slope[k] = (target - amplitude[k]) / STEP_SAMPLES;
        }
    }
}
