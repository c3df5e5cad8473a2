// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.audio.pitch.PitchRange;

/**
 * What a frame's pitch says of each mel band. Values a little out of range, as networks give them,
 * are taken as the nearest in range. Not thread-safe.
 */
final class PitchTarget {

    private final int coefficients;
    private final PitchRange range;
    // The band of voicing that a mel band's centre lies in.
    private final int[] voicingOf;
    private final double[] share;
    private double f0Hz;
    private boolean voiced;

    /**
     * @throws IllegalArgumentException if the spec has no pitch
     */
    PitchTarget(FeatureSpec spec) {
        if (spec.pitch() == null) {
            throw new IllegalArgumentException(
                    "the features hold no pitch: extract them with the profile pitched, or use"
                            + " another vocoder");
        }
        coefficients = spec.coefficients();
        range = spec.pitch();
        double[] edges = MelFilterbank.edgesHz(spec);
        voicingOf = new int[spec.melBands()];
        share = new double[spec.melBands()];
        for (int b = 0; b < voicingOf.length; b++) {
            while (voicingOf[b] < PitchFrame.BANDS - 1
                    && edges[b + 1] >= PitchFrame.edgeHz(voicingOf[b])) {
                voicingOf[b]++;
            }
        }
    }

    /**
     * Takes a frame.
     *
     * @param vector [vectorSize] from {@code offset}, finite
     */
    void set(float[] vector, int offset) {
        int first = offset + coefficients;
        double hz = Math.exp(vector[first + PitchFrame.LOG_F0]);
        f0Hz = Math.max(range.minHz(), Math.min(range.maxHz(), hz));
        voiced = false;
        for (int b = 0; b < share.length; b++) {
            double v = vector[first + PitchFrame.BAND_VOICING + voicingOf[b]];
            share[b] = Math.max(0, Math.min(1, v));
            voiced |= share[b] > 0;
        }
    }

    /** The fundamental, within the spec's range. */
    double f0Hz() {
        return f0Hz;
    }

    /** The share of each mel band's power that is periodic, [bands], 0 to 1. */
    double[] share() {
        return share;
    }

    /** Whether any band has a share over 0. */
    boolean voiced() {
        return voiced;
    }
}
