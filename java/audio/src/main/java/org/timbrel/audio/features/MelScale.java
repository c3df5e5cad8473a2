// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Frequency in Hz against pitch in mel. */
public enum MelScale {
    /**
     * Slaney's Auditory Toolbox: linear to 1 kHz (15 mel), then 27 logarithmic steps to 6.4 kHz.
     */
    @JsonProperty("slaney")
    SLANEY {
        @Override
        public double melOf(double hz) {
            return hz < BREAK_HZ ? hz / HZ_PER_MEL : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
        }

        @Override
        public double hzOf(double mel) {
            return mel < BREAK_MEL
                    ? mel * HZ_PER_MEL
                    : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
        }
    },
    /** The HTK book's: 2595 log10(1 + f/700). */
    @JsonProperty("htk")
    HTK {
        @Override
        public double melOf(double hz) {
            return 2595.0 * Math.log10(1.0 + hz / 700.0);
        }

        @Override
        public double hzOf(double mel) {
            return 700.0 * (Math.pow(10.0, mel / 2595.0) - 1.0);
        }
    };

    private static final double HZ_PER_MEL = 200.0 / 3;
    private static final double BREAK_HZ = 1000.0;
    private static final double BREAK_MEL = BREAK_HZ / HZ_PER_MEL;
    private static final double LOG_STEP = Math.log(6.4) / 27.0;

    /** Mel of a frequency in Hz, at least 0. */
    public abstract double melOf(double hz);

    /** Hz of a pitch in mel, at least 0. */
    public abstract double hzOf(double mel);
}
