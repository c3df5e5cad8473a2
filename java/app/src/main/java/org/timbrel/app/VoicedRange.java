// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.List;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.pitch.PitchFrame;

/**
 * The fundamentals of frames that are voiced; others only hold one, which may be no sound's at all.
 *
 * @param minLogF0 the lowest, ln Hz
 * @param maxLogF0 the highest
 */
record VoicedRange(float minLogF0, float maxLogF0) {

    VoicedRange {
        // Written so that NaN is refused too.
        if (!(minLogF0 <= maxLogF0)) {
            throw new IllegalArgumentException(
                    "lowest ln f0 " + minLogF0 + " is over the highest, " + maxLogF0);
        }
    }

    /**
     * Measures it.
     *
     * @param sounds [frames, vectorSize] each
     * @return null if nothing is voiced, or the spec has no pitch
     */
    static VoicedRange of(List<FrameMatrix> sounds, FeatureSpec spec) {
        if (spec.pitch() == null) {
            return null;
        }
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        int pitch = spec.coefficients();
        for (FrameMatrix vectors : sounds) {
            for (int t = 0; t < vectors.frames(); t++) {
                if (vectors.at(t, pitch + PitchFrame.VOICING) > 0) {
                    min = Math.min(min, vectors.at(t, pitch + PitchFrame.LOG_F0));
                    max = Math.max(max, vectors.at(t, pitch + PitchFrame.LOG_F0));
                }
            }
        }
        return min > max ? null : new VoicedRange(min, max);
    }

    /** Of both; {@code other} may be null. */
    VoicedRange with(VoicedRange other) {
        return other == null
                ? this
                : new VoicedRange(
                        Math.min(minLogF0, other.minLogF0), Math.max(maxLogF0, other.maxLogF0));
    }
}
