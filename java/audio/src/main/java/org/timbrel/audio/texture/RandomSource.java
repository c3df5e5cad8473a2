// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import java.util.SplittableRandom;

/**
 * Random numbers that are the same on every machine: the bits come from {@link SplittableRandom},
 * whose sequence is fixed, and every distribution is derived here with {@link StrictMath}.
 */
final class RandomSource {

    private final long seed;
    private final SplittableRandom bits;
    private double spareGaussian;
    private boolean hasSpareGaussian;

    RandomSource(long seed) {
        this.seed = seed;
        this.bits = new SplittableRandom(seed);
    }

    /** An independent source for a named part, untouched by what the other parts draw. */
    RandomSource layer(String name) {
        long key = name.hashCode() * 0x9E3779B97F4A7C15L;
        return new RandomSource(new SplittableRandom(seed ^ key).nextLong());
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (bits.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [low, high). */
    double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** White noise: uniform in [-1, 1), RMS 1/√3. */
    double white() {
        return (bits.nextLong() >> 10) * 0x1.0p-53;
    }

    boolean chance(double probability) {
        return uniform() < probability;
    }

    /** Standard normal, by Marsaglia's polar method. */
    double gaussian() {
        if (hasSpareGaussian) {
            hasSpareGaussian = false;
            return spareGaussian;
        }
        double x;
        double y;
        double square;
        do {
            x = white();
            y = white();
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double scale = Math.sqrt(-2 * StrictMath.log(square) / square);
        spareGaussian = y * scale;
        hasSpareGaussian = true;
        return x * scale;
    }

    /** Median 1; {@code sigma} in nepers: 0.5 spreads by ±4.3 dB. */
    double logNormal(double sigma) {
        return StrictMath.exp(sigma * gaussian());
    }

    double exponential(double mean) {
        return -mean * StrictMath.log(1 - uniform());
    }

    /** Density proportional to x^-exponent on [low, high]; 1 is uniform in pitch or level. */
    double power(double low, double high, double exponent) {
        double u = uniform();
        double n = 1 - exponent;
        if (n == 0) {
            return low * StrictMath.pow(high / low, u);
        }
        double from = StrictMath.pow(low, n);
        return StrictMath.pow(from + u * (StrictMath.pow(high, n) - from), 1 / n);
    }
}
