// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The analysis window, periodic: sample n of N is a0 - (1 - a0) cos(2πn/N). */
public enum WindowShape {
    /** a0 = 0.5. */
    @JsonProperty("hann")
    HANN(0.5),
    /** a0 = 0.54. */
    @JsonProperty("hamming")
    HAMMING(0.54);

    private final double a0;

    WindowShape(double a0) {
        this.a0 = a0;
    }

    /** The window of {@code length} samples, peak 1. */
    public double[] samples(int length) {
        double[] window = new double[length];
        for (int n = 0; n < length; n++) {
            window[n] = a0 - (1 - a0) * Math.cos(2 * Math.PI * n / length);
        }
        return window;
    }
}
