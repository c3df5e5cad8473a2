// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * The numbers between log-mel frames and cepstra: one of the cosines, its scale and its lifter,
 * forth and back.
 */
final class CepstralBasis {

    /** Nepers of a decibel of power. */
    static final double NEPERS_PER_DB = Math.log(10) / 10;

    private final FeatureSpec spec;
    private final Convention convention;

    CepstralBasis(FeatureSpec spec) {
        this.spec = spec;
        convention = spec.convention();
    }

    /** What coefficient {@code n} is multiplied by at the end; 1 without a lifter. */
    double lifter(int n) {
        int length = spec.lifter();
        int place = convention.lifterFromZero() ? n : n + 1;
        return length == 0 ? 1 : 1 + length / 2.0 * Math.sin(Math.PI * place / length);
    }

    /** The unit of the logarithm, in those of 10 log10. */
    double unit() {
        return convention.naturalLog() ? NEPERS_PER_DB : 1;
    }

    /** Element (n, b) of the orthonormal DCT of the spec's type. */
    double orthonormal(int n, int b) {
        int bands = spec.melBands();
        double angle = spec.dctType() == 2 ? n * (b + 0.5) : b * (n + 0.5);
        return Math.sqrt((isConstant(n, b) ? 1.0 : 2.0) / bands)
                * Math.cos(Math.PI * angle / bands);
    }

    /** What {@link #orthonormal} is multiplied by on the way to cepstra. */
    double scale(int n, int b) {
        return isConstant(n, b) && !convention.orthonormal() ? Math.sqrt(2) : 1;
    }

    private boolean isConstant(int n, int b) {
        return (spec.dctType() == 2 ? n : b) == 0;
    }
}
