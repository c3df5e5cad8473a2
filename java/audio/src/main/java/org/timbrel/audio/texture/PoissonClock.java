// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/** Events at random moments with a rate that may change from sample to sample. */
final class PoissonClock {

    private final RandomSource random;
    private double remaining;

    PoissonClock(RandomSource random) {
        this.random = random;
        this.remaining = random.exponential(1);
    }

    /**
     * Whether an event falls on this sample; at most one does, so rates stay far below 44.1 kHz.
     */
    boolean fires(double ratePerSecond) {
        remaining -= ratePerSecond / ProceduralTexture.SAMPLE_RATE_HZ;
        if (remaining > 0) {
            return false;
        }
        remaining = random.exponential(1);
        return true;
    }
}
