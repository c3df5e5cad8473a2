// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * Sine of a phase in turns, from a table, because {@link StrictMath#sin} costs too much a sample.
 */
final class Sine {

    private static final int SIZE = 4096;
    private static final double[] TABLE = new double[SIZE + 1];

    static {
        for (int i = 0; i <= SIZE; i++) {
            TABLE[i] = StrictMath.sin(2 * StrictMath.PI * i / SIZE);
        }
    }

    private Sine() {}

    /** sin(2π·turns) for turns of at least 0, to 3e-7. */
    static double ofTurns(double turns) {
        double position = (turns - (long) turns) * SIZE;
        int index = (int) position;
        return TABLE[index] + (position - index) * (TABLE[index + 1] - TABLE[index]);
    }

    /** A bump sin²(πx) over x in 0..1. */
    static double bump(double x) {
        double s = ofTurns(x / 2);
        return s * s;
    }
}
