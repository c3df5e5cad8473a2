// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.fourier;

/**
 * A real frame's spectrum as JTransforms leaves it in place: for an even length N, the real parts
 * of bins 0 and N/2 in elements 0 and 1, then real and imaginary parts of bins 1 to N/2 − 1.
 */
public final class PackedSpectrum {

    private PackedSpectrum() {}

    /**
     * The power of every bin.
     *
     * @param packed [N]
     * @param power written, [N / 2 + 1]
     */
    public static void power(double[] packed, double[] power) {
        int nyquist = packed.length / 2;
        power[0] = packed[0] * packed[0];
        power[nyquist] = packed[1] * packed[1];
        for (int k = 1; k < nyquist; k++) {
            power[k] = packed[2 * k] * packed[2 * k] + packed[2 * k + 1] * packed[2 * k + 1];
        }
    }

    /**
     * Multiplies every bin by its own gain.
     *
     * @param packed [N]
     * @param gain [N / 2 + 1]
     */
    public static void multiply(double[] packed, double[] gain) {
        int nyquist = packed.length / 2;
        packed[0] *= gain[0];
        packed[1] *= gain[nyquist];
        for (int k = 1; k < nyquist; k++) {
            packed[2 * k] *= gain[k];
            packed[2 * k + 1] *= gain[k];
        }
    }
}
