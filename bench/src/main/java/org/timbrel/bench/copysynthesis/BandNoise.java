// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.util.SplittableRandom;

/** White noise through one resonance that can be moved. */
final class BandNoise {

    private final SplittableRandom random;
    private final int rateHz;
    private double last;
    private double beforeLast;

    BandNoise(SplittableRandom random, int rateHz) {
        this.random = random;
        this.rateHz = rateHz;
    }

    /**
     * The next sample, of an RMS near 1.
     *
     * @param hz middle of the band
     * @param widthHz of the band, 3 dB down
     */
    double next(double hz, double widthHz) {
        double radius = Math.exp(-Math.PI * widthHz / rateHz);
        double turn = 2 * Math.PI * hz / rateHz;
        double white = Math.sqrt(3) * random.nextDouble(-1, 1);
        double y = white + 2 * radius * Math.cos(turn) * last - radius * radius * beforeLast;
        beforeLast = last;
        last = y;
        // The power that a resonance gives white noise: twice that of its poles' decay, halved by
        // the beat of the pair, near enough.
        return y * Math.sqrt(1 - radius * radius) * Math.abs(Math.sin(turn)) * Math.sqrt(2);
    }
}
