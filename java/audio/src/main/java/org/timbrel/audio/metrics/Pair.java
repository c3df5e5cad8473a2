// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import org.timbrel.audio.io.AudioClip;

/** What two sounds must have in common before they are compared. */
final class Pair {

    private Pair() {}

    static void requireSameRate(AudioClip reference, AudioClip other) {
        requireSameRate(reference.sampleRateHz(), other.sampleRateHz());
    }

    static void requireSameRate(int referenceHz, int otherHz) {
        if (referenceHz != otherHz) {
            throw new IllegalArgumentException(
                    "the reference is at "
                            + referenceHz
                            + " Hz, the other at "
                            + otherHz
                            + " Hz: resample one");
        }
    }
}
