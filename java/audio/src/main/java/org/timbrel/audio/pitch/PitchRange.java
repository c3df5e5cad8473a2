// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

/**
 * Where a fundamental frequency is looked for.
 *
 * @param minHz at least 20
 * @param maxHz over {@code minHz}, at most 4000
 */
public record PitchRange(double minHz, double maxHz) {

    private static final double LOWEST_HZ = 20;
    private static final double HIGHEST_HZ = 4000;

    /**
     * Checks both ends.
     *
     * @throws IllegalArgumentException with the value and the limit
     */
    public PitchRange {
        // Written so that NaN is refused too.
        if (!(minHz >= LOWEST_HZ && minHz < HIGHEST_HZ)) {
            throw new IllegalArgumentException(
                    "lowest pitch " + minHz + " Hz is outside " + LOWEST_HZ + ".." + HIGHEST_HZ);
        }
        if (!(maxHz > minHz && maxHz <= HIGHEST_HZ)) {
            throw new IllegalArgumentException(
                    "highest pitch " + maxHz + " Hz is outside " + minHz + ".." + HIGHEST_HZ);
        }
    }
}
