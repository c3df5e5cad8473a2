// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import java.util.Arrays;

/**
 * Decaying sinusoids, struck at any moment: what a bubble, a drop or a piece of metal does when it
 * is hit (modal synthesis). Each is one complex number turned and shrunk every sample; each stops
 * 80 dB below where it began, so the bank holds only what still sounds.
 */
final class ModeBank implements Sound {

    private static final double LIFE_TIME_CONSTANTS = 9.2;
    private static final int FIELDS = 6;
    private static final int X = 0;
    private static final int Y = 1;
    private static final int TURN_X = 2;
    private static final int TURN_Y = 3;
    private static final int BEND_X = 4;
    private static final int BEND_Y = 5;

    private double[] modes = new double[64 * FIELDS];
    private int[] samplesLeft = new int[64];
    private int count;

    /**
     * @param frequencyHz where the mode starts; not heard at 20 kHz and above
     * @param decaySeconds time to fall to 1/e
     */
    void strike(double frequencyHz, double amplitude, double decaySeconds) {
        strike(frequencyHz, amplitude, decaySeconds, 0);
    }

    /**
     * @param riseHzPerSecond how fast the pitch rises, as that of a bubble nearing the surface does
     */
    void strike(double frequencyHz, double amplitude, double decaySeconds, double riseHzPerSecond) {
        if (frequencyHz >= 20_000) {
            return;
        }
        if (count == samplesLeft.length) {
            samplesLeft = Arrays.copyOf(samplesLeft, 2 * count);
            modes = Arrays.copyOf(modes, 2 * count * FIELDS);
        }
        double rate = ProceduralTexture.SAMPLE_RATE_HZ;
        double angle = 2 * StrictMath.PI * frequencyHz / rate;
        double shrink = StrictMath.exp(-1 / (decaySeconds * rate));
        double bend = 2 * StrictMath.PI * riseHzPerSecond / (rate * rate);
        int at = count * FIELDS;
        modes[at + X] = amplitude;
        modes[at + Y] = 0;
        modes[at + TURN_X] = shrink * StrictMath.cos(angle);
        modes[at + TURN_Y] = shrink * StrictMath.sin(angle);
        modes[at + BEND_X] = StrictMath.cos(bend);
        modes[at + BEND_Y] = StrictMath.sin(bend);
        samplesLeft[count++] = 1 + (int) (LIFE_TIME_CONSTANTS * decaySeconds * rate);
    }

    @Override
    public double next() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            int at = i * FIELDS;
            double x = modes[at + X];
            double y = modes[at + Y];
            double turnX = modes[at + TURN_X];
            double turnY = modes[at + TURN_Y];
            double bendX = modes[at + BEND_X];
            double bendY = modes[at + BEND_Y];
            // The imaginary part starts at 0: a strike begins without a click of its own.
            sum += y;
            modes[at + X] = x * turnX - y * turnY;
            modes[at + Y] = x * turnY + y * turnX;
            modes[at + TURN_X] = turnX * bendX - turnY * bendY;
            modes[at + TURN_Y] = turnX * bendY + turnY * bendX;
            if (--samplesLeft[i] == 0) {
                remove(i--);
            }
        }
        return sum;
    }

    private void remove(int i) {
        count--;
        samplesLeft[i] = samplesLeft[count];
        System.arraycopy(modes, count * FIELDS, modes, i * FIELDS, FIELDS);
    }
}
