// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * How a species sings: a wing closes over a file of teeth (a pulse), several times in a row (a
 * chirp), again and again (a bout).
 *
 * @param carrierHz the tooth-strike rate, which is the pitch
 * @param roughness irregularity of the tooth strikes as a share of the carrier: 0 a pure tone
 * @param pulses in a chirp
 * @param pulsePeriodSeconds from the start of one pulse to the next
 * @param pulseSeconds how long a pulse sounds
 * @param chirpPeriodSeconds from the start of one chirp to the next
 * @param boutSeconds mean duration of singing
 * @param restSeconds mean duration of silence between two bouts
 */
record Song(
        double carrierHz,
        double roughness,
        int pulses,
        double pulsePeriodSeconds,
        double pulseSeconds,
        double chirpPeriodSeconds,
        double boutSeconds,
        double restSeconds) {}
