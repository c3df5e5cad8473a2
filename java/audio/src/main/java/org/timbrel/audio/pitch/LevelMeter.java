// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.Arrays;

/** The RMS around frames, in dB of full scale: of the two hops before a frame and the two after. */
final class LevelMeter {

    private static final double FLOOR_DB = -120;
    private static final int REACH = 2;

    private final int hop;
    private float[] power = new float[4096];
    private int count;
    private double sum;
    private int summed;

    LevelMeter(int hopSamples) {
        hop = hopSamples;
    }

    void add(float[] samples, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            sum += (double) samples[i] * samples[i];
            if (++summed == hop) {
                end();
            }
        }
    }

    /** No samples follow. */
    void end() {
        if (count == power.length) {
            power = Arrays.copyOf(power, Math.addExact(count, count >> 1));
        }
        power[count++] = (float) (sum / hop);
        sum = 0;
        summed = 0;
    }

    /** Around a frame, whose middle is at sample frame times the hop. */
    double decibels(int frame) {
        double total = 0;
        for (int h = Math.max(0, frame - REACH); h < Math.min(count, frame + REACH); h++) {
            total += power[h];
        }
        return Math.max(FLOOR_DB, 10 * Math.log10(total / (2 * REACH) + 1e-30));
    }
}
