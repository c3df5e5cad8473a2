// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

/**
 * What moves in bands' levels, by how fast: what band passes of an octave around 0.7, 1.4, 2.8, 5.7
 * and 11 Hz let through, and a high pass from 23 Hz on. They are the biquads of Bristow-Johnson's
 * Audio EQ Cookbook, whose phase is 0 in the middle; they look at nothing that is still to come.
 * Parts overlap, and are no sum of the level: a level with its parts a little louder or softer is
 * the level and so much of each. One stream's frames in order.
 */
final class LevelParts {

    /** Parts that move; behind them stands the level itself. */
    static final int MOVING = 6;

    /** The middle of the octave from 0.5 to 1 Hz; the others lie an octave above each other. */
    private static final double SLOWEST_HZ = Math.sqrt(0.5);

    /** Of an octave between the points of half the power. */
    private static final double BAND_Q = Math.sqrt(2);

    /** Of Butterworth's high pass. */
    private static final double HIGH_Q = Math.sqrt(0.5);

    /** Of half the frame rate: a filter must lie below it. */
    private static final double HIGHEST = 0.9;

    private final double[] now = new double[MOVING]; // Of what comes in.
    private final double[] before = new double[MOVING];
    private final double[] last = new double[MOVING];
    private final double[] out = new double[MOVING]; // Of what came out, one and two frames ago.
    private final double[] outBefore = new double[MOVING];
    private final double[][] first; // Of the state, [MOVING][bands].
    private final double[][] second;
    private boolean begun;

    LevelParts(int bands, double framesPerSecond) {
        first = new double[MOVING][bands];
        second = new double[MOVING][bands];
        for (int k = 0; k < MOVING; k++) {
            boolean high = k == MOVING - 1;
            double hz = SLOWEST_HZ * (1 << k);
            if (hz >= HIGHEST * framesPerSecond / 2) {
                continue; // Nothing moves so fast: the part is 0.
            }
            double angle = 2 * Math.PI * hz / framesPerSecond;
            double alpha = Math.sin(angle) / (2 * (high ? HIGH_Q : BAND_Q));
            double scale = 1 / (1 + alpha);
            now[k] = scale * (high ? (1 + Math.cos(angle)) / 2 : alpha);
            before[k] = high ? -2 * now[k] : 0;
            last[k] = high ? now[k] : -now[k];
            out[k] = scale * -2 * Math.cos(angle);
            outBefore[k] = scale * (1 - alpha);
        }
    }

    /**
     * Takes a frame.
     *
     * @param level [melBands] in dB
     * @param parts [{@value #MOVING} + 1][melBands] out, in dB
     */
    void split(double[] level, double[][] parts) {
        for (int k = 0; k < MOVING; k++) {
            double[] one = first[k];
            double[] two = second[k];
            double[] part = parts[k];
            for (int b = 0; b < level.length; b++) {
                double x = level[b];
                if (!begun) {
                    // As if it had always been so: nothing moves.
                    one[b] = -now[k] * x;
                    two[b] = last[k] * x;
                }
                double y = now[k] * x + one[b];
                one[b] = before[k] * x - out[k] * y + two[b];
                two[b] = last[k] * x - outBefore[k] * y;
                part[b] = y;
            }
        }
        System.arraycopy(level, 0, parts[MOVING], 0, level.length);
        begun = true;
    }
}
