// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import java.util.Arrays;

/**
 * The power that each pitch class has in a spectrum: Gómez's pitch class profile ("Tonal
 * Description of Music Audio Signals", 2006) without its weighting of harmonics: Σ cos²(π/2 · d /
 * (2/3)) a² over the peaks within d = 2/3 of a semitone. A spectral peak's frequency and height are
 * those of the parabola through the logarithms of its three bins (Smith and Serra, PARSHL, 1987); a
 * is that height, d the distance from the pitch class.
 */
final class PitchClassPeaks {

    private static final double LOWEST_HZ = 55;
    private static final double HIGHEST_HZ = 5000;
    private static final double A4_HZ = 440;
    private static final double REACH_SEMITONES = 2 / 3.0;
    // C is class 0, so that A is 9.
    private static final int A = 9;
    // Peaks more than 80 dB under a full-scale sine are silence.
    private static final double SILENCE = 1e-4;

    private final double binHz;
    private final int first;
    private final int last;
    private final double threshold;
    private final double fullScale;

    /**
     * @param size of a transform under a Hann window as long as itself
     */
    PitchClassPeaks(int size, int sampleRateHz) {
        binHz = (double) sampleRateHz / size;
        first = Math.max(2, (int) Math.ceil(LOWEST_HZ / binHz));
        last = Math.min(size / 2 - 1, (int) (HIGHEST_HZ / binHz));
        // Half of the window's sum, which is half its length.
        fullScale = size / 4.0;
        threshold = SILENCE * fullScale;
    }

    /**
     * Of one frame.
     *
     * @param magnitude [size / 2 + 1]
     * @param chroma written, [12] from C on: power over that of a full-scale sine
     */
    void of(double[] magnitude, double[] chroma) {
        Arrays.fill(chroma, 0);
        for (int k = first; k <= last; k++) {
            double middle = magnitude[k];
            if (middle > threshold && middle > magnitude[k - 1] && middle >= magnitude[k + 1]) {
                add(k, magnitude, chroma);
            }
        }
    }

    private void add(int bin, double[] magnitude, double[] chroma) {
        double middle = Math.log(magnitude[bin]);
        // A peak has no zero beside it but in made sounds; nothing is lower than the threshold.
        double before = Math.log(Math.max(magnitude[bin - 1], threshold));
        double after = Math.log(Math.max(magnitude[bin + 1], threshold));
        double bend = before - 2 * middle + after;
        double offset = bend < 0 ? 0.5 * (before - after) / bend : 0;
        double height = Math.exp(middle - 0.25 * (before - after) * offset) / fullScale;
        double pitch = A + 12 * Math.log((bin + offset) * binHz / A4_HZ) / Math.log(2);
        long nearest = Math.round(pitch);
        for (long key = nearest - 1; key <= nearest + 1; key++) {
            double distance = Math.abs(pitch - key);
            if (distance < REACH_SEMITONES) {
                double weight = Math.cos(Math.PI / 2 * distance / REACH_SEMITONES);
                chroma[Math.floorMod(key, Chroma.PITCH_CLASSES)] +=
                        weight * weight * height * height;
            }
        }
    }
}
