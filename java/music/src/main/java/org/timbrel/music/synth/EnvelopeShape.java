// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/**
 * How a note's level goes over time.
 *
 * @param attackSeconds from silence to full level
 * @param decaySeconds in which it falls to a tenth of its way to the sustained level
 * @param sustain 0..1: where it stays while the key is down
 * @param releaseSeconds from the key's release to silence
 */
record EnvelopeShape(
        double attackSeconds, double decaySeconds, double sustain, double releaseSeconds) {

    /** The shortest ramps, which make no click. */
    static final double MIN_ATTACK_SECONDS = 0.001;

    static final double MIN_RELEASE_SECONDS = 0.02;

    /** Full level while the key is down. */
    static EnvelopeShape held(double attackSeconds, double releaseSeconds) {
        return new EnvelopeShape(attackSeconds, 1, 1, releaseSeconds);
    }
}
