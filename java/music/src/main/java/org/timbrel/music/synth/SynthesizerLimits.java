// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/** What every synthesizer accepts. */
public final class SynthesizerLimits {

    /** Lowest sample rate, Hz. */
    public static final int MIN_RATE_HZ = 8_000;

    /** Highest sample rate, Hz. */
    public static final int MAX_RATE_HZ = 192_000;

    /** The longest tail, seconds. */
    public static final double MAX_TAIL_SECONDS = 60;

    private SynthesizerLimits() {}

    static void require(int sampleRateHz, double tailSeconds) {
        if (sampleRateHz < MIN_RATE_HZ || sampleRateHz > MAX_RATE_HZ) {
            throw new IllegalArgumentException(
                    "sampleRateHz %d is outside %d..%d"
                            .formatted(sampleRateHz, MIN_RATE_HZ, MAX_RATE_HZ));
        }
        // Written so that NaN is refused too.
        if (!(tailSeconds >= 0 && tailSeconds <= MAX_TAIL_SECONDS)) {
            throw new IllegalArgumentException(
                    "tailSeconds %s is outside 0..%s".formatted(tailSeconds, MAX_TAIL_SECONDS));
        }
    }
}
