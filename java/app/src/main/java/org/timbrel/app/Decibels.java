// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

/** Powers and their decibels. */
final class Decibels {

    /** Of a factor e of power. */
    static final double PER_NEPER = 10 / Math.log(10);

    private Decibels() {}

    static double power(double db) {
        return Math.exp(db / PER_NEPER);
    }

    static double amplitude(double db) {
        return Math.exp(db / (2 * PER_NEPER));
    }

    static double of(double power) {
        return PER_NEPER * Math.log(power);
    }
}
