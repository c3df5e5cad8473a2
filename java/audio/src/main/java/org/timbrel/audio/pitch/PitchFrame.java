// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

/**
 * Where a frame's values of pitch lie among each other: ln f0 with f0 in Hz, held through frames
 * without a pitch; voicing, the share of the frame's power that is periodic, 0 to 1; and the same
 * in {@value #BANDS} bands of frequency, low to high.
 */
public final class PitchFrame {

    /** Index of ln f0. */
    public static final int LOG_F0 = 0;

    /** Index of the voicing of the whole frame. */
    public static final int VOICING = 1;

    /** Index of the voicing of the lowest band. */
    public static final int BAND_VOICING = 2;

    /** Bands of frequency that have a voicing of their own. */
    public static final int BANDS = 5;

    /** Values a frame. */
    public static final int SIZE = BAND_VOICING + BANDS;

    private static final double[] EDGES_HZ = {1000, 2000, 4000, 8000};

    /**
     * Where a band of frequency ends and the next begins; the last one has no end.
     *
     * @param band 0 to {@value #BANDS} - 2
     */
    public static double edgeHz(int band) {
        return EDGES_HZ[band];
    }

    private PitchFrame() {}
}
