// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import org.timbrel.audio.io.AudioClip;

/** What two sounds must have in common before they are compared. */
final class Pair {

    private Pair() {}

    static void requireSameRate(AudioClip reference, AudioClip other) {
        if (reference.sampleRateHz() != other.sampleRateHz()) {
            throw new IllegalArgumentException(
                    "the reference is at "
                            + reference.sampleRateHz()
                            + " Hz, the other at "
                            + other.sampleRateHz()
                            + " Hz: resample one");
        }
    }
}
