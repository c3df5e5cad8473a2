// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;

/**
 * Undoes pre-emphasis in what comes out of a vocoder: y[n] = x[n] + p y[n-1]. One stream's samples
 * in order; nothing where a spec has no pre-emphasis.
 */
final class DeEmphasis {

    // Nearer to 1, what is off 0 would pile up.
    private static final double MAX_COEFFICIENT = 0.999;
    // Under a double's noise on any sound; keeps silence from fading through denormal numbers.
    private static final double NOTHING = 1e-30;

    private final double p;
    private double last;

    DeEmphasis(FeatureSpec spec) {
        p = Math.min(MAX_COEFFICIENT, spec.convention().preEmphasis());
    }

    /** The next {@code count} samples from {@code offset} on, in place. */
    void apply(float[] samples, int offset, int count) {
        if (p == 0) {
            return;
        }
        double y = last;
        for (int i = offset; i < offset + count; i++) {
            y = samples[i] + p * y;
            samples[i] = (float) y;
        }
        last = Math.abs(y) < NOTHING ? 0 : y;
    }
}
