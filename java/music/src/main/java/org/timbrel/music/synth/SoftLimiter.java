// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/**
 * Passes what is below -6 dBFS untouched and bends the rest so that nothing reaches full scale. It
 * looks neither back nor ahead, so that a sample depends on nothing but itself.
 */
final class SoftLimiter {

    static final double KNEE = 0.5;
    static final double CEILING = 0.99;

    private SoftLimiter() {}

    static double limit(double x) {
        double size = Math.abs(x);
        if (size <= KNEE) {
            return x;
        }
        double over = (size - KNEE) / (CEILING - KNEE);
        double bent = KNEE + (CEILING - KNEE) * over / (1 + over);
        return x < 0 ? -bent : bent;
    }
}
