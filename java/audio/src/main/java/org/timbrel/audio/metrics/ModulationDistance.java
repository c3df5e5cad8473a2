// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FourierTransform;
import org.timbrel.audio.features.WindowShape;

/**
 * How differently the band levels of two sounds move: the power of each mel band's level at 0.5–1,
 * 1–2, 2–4 and 4–8 Hz, as the mean |difference| in dB over bands and octaves. The sounds need not
 * be aligned or equally long.
 *
 * <p>The power is Welch's: levels in dB, stretches of 4 s by halves, their mean taken off, Hann.
 */
public final class ModulationDistance {

    /** The shortest sound that has a slowest octave: two periods of 0.5 Hz. */
    public static final double MIN_SECONDS = 4;

    private static final double LOWEST_HZ = 0.5;
    private static final int OCTAVES = 4;
    // Movement of a tenth of a decibel is not heard, whatever its ratio.
    private static final double MIN_POWER = 0.01;

    private ModulationDistance() {}

    /** In dB, 0 at best; NaN where a sound is shorter than {@link #MIN_SECONDS}. */
    public static double of(LogMel reference, LogMel other) {
        int stretch = (int) Math.floor(MIN_SECONDS * reference.framesPerSecond());
        if (Math.min(reference.frames(), other.frames()) < stretch) {
            return Double.NaN;
        }
        double[] window = WindowShape.HANN.samples(stretch);
        DoubleFFT_1D fft = FourierTransform.of(stretch);
        double sum = 0;
        for (int b = 0; b < reference.bands(); b++) {
            double[] x = octaves(reference, b, window, fft);
            double[] y = octaves(other, b, window, fft);
            for (int o = 0; o < OCTAVES; o++) {
                sum += Math.abs(10 * Math.log10((x[o] + MIN_POWER) / (y[o] + MIN_POWER)));
            }
        }
        return sum / (reference.bands() * OCTAVES);
    }

    /** Mean square of a band's movement in each octave, dB². */
    private static double[] octaves(LogMel mel, int band, double[] window, DoubleFFT_1D fft) {
        double[] levels = mel.levelsDb(band);
        int stretch = window.length;
        double energy = 0;
        for (double w : window) {
            energy += w * w;
        }
        double[] power = new double[OCTAVES];
        int count = 0;
        double[] work = new double[stretch];
        for (int start = 0; start + stretch <= levels.length; start += stretch / 2) {
            double mean = 0;
            for (int i = 0; i < stretch; i++) {
                mean += levels[start + i] / stretch;
            }
            for (int i = 0; i < stretch; i++) {
                work[i] = window[i] * (levels[start + i] - mean);
            }
            fft.realForward(work);
            for (int k = 1; k < (stretch + 1) / 2; k++) {
                double hz = k * mel.framesPerSecond() / stretch;
                int octave = (int) Math.floor(Math.log(hz / LOWEST_HZ) / Math.log(2));
                if (octave >= 0 && octave < OCTAVES) {
                    double re = work[2 * k];
                    double im = work[2 * k + 1];
                    power[octave] += 2 * (re * re + im * im) / (energy * stretch);
                }
            }
            count++;
        }
        for (int o = 0; o < OCTAVES; o++) {
            power[o] /= count;
        }
        return power;
    }
}
