// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.fourier;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The analysis window: sample n of N is (a0 - (1 - a0) cos(2πn/N))^e. */
public enum WindowShape {
    /** a0 = 0.5. */
    @JsonProperty("hann")
    HANN(0.5, 1),
    /** a0 = 0.54. */
    @JsonProperty("hamming")
    HAMMING(0.54, 1),
    /** Kaldi's: Hann's to the power of 0.85. */
    @JsonProperty("povey")
    POVEY(0.5, 0.85);

    private final double a0;
    private final double exponent;

    WindowShape(double a0, double exponent) {
        this.a0 = a0;
        this.exponent = exponent;
    }

    /** The periodic window of {@code length} samples, peak 1. */
    public double[] samples(int length) {
        return samples(length, false);
    }

    /**
     * A window.
     *
     * @param length samples, at least 2
     * @param symmetric whether its period is {@code length - 1}, so that it ends as it began
     */
    public double[] samples(int length, boolean symmetric) {
        double[] window = new double[length];
        int period = symmetric ? length - 1 : length;
        for (int n = 0; n < length; n++) {
            double raised = a0 - (1 - a0) * Math.cos(2 * Math.PI * n / period);
            window[n] = exponent == 1 ? raised : Math.pow(Math.max(0, raised), exponent);
        }
        return window;
    }
}
