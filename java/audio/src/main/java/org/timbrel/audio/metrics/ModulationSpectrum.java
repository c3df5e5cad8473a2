// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.List;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.fourier.WindowShape;

/**
 * How fast the band levels of a sound move: Welch's power spectrum of each mel band's level in dB,
 * over stretches of 4 s by halves, their mean taken off, Hann.
 */
public final class ModulationSpectrum {

    /** The length of a stretch: two periods of 0.5 Hz. Shorter sounds have no such spectrum. */
    public static final double MIN_SECONDS = 4;

    private final double binHz;
    // [bands][bins], dB² in each bin.
    private final double[][] power;

    private ModulationSpectrum(double binHz, double[][] power) {
        this.binHz = binHz;
        this.power = power;
    }

    /**
     * Of one sound or of several, each stretch counting the same.
     *
     * @param sounds at the same rate; those that are too short are left out
     * @return null where all are shorter than {@link #MIN_SECONDS}
     */
    public static ModulationSpectrum of(List<LogMel> sounds) {
        double framesPerSecond = sounds.get(0).framesPerSecond();
        int stretch = (int) Math.floor(MIN_SECONDS * framesPerSecond);
        double[] window = WindowShape.HANN.samples(stretch);
        double energy = 0;
        for (double w : window) {
            energy += w * w;
        }
        DoubleFFT_1D fft = FourierTransform.of(stretch);
        // The highest bin is left out: JTransforms packs it elsewhere.
        double[][] power = new double[sounds.get(0).bands()][stretch / 2];
        int count = 0;
        for (LogMel sound : sounds) {
            for (int b = 0; b < power.length; b++) {
                add(sound.levelsDb(b), window, fft, power[b]);
            }
            count += stretches(sound.frames(), stretch);
        }
        if (count == 0) {
            return null;
        }
        for (double[] band : power) {
            for (int k = 0; k < band.length; k++) {
                band[k] *= 2 / (energy * stretch * count);
            }
        }
        return new ModulationSpectrum(framesPerSecond / stretch, power);
    }

    private static int stretches(int frames, int stretch) {
        return frames < stretch ? 0 : 1 + (frames - stretch) / (stretch / 2);
    }

    private static void add(double[] levels, double[] window, DoubleFFT_1D fft, double[] power) {
        int stretch = window.length;
        double[] work = new double[stretch];
        for (int s = 0; s < stretches(levels.length, stretch); s++) {
            int start = s * (stretch / 2);
            double mean = 0;
            for (int i = 0; i < stretch; i++) {
                mean += levels[start + i] / stretch;
            }
            for (int i = 0; i < stretch; i++) {
                work[i] = window[i] * (levels[start + i] - mean);
            }
            fft.realForward(work);
            for (int k = 1; k < power.length; k++) {
                power[k] += work[2 * k] * work[2 * k] + work[2 * k + 1] * work[2 * k + 1];
            }
        }
    }

    int bands() {
        return power.length;
    }

    /** The mean square of a band's movement from {@code lowHz} to below {@code highHz}, in dB². */
    double power(int band, double lowHz, double highHz) {
        double sum = 0;
        for (int k = 1; k < power[band].length; k++) {
            if (k * binHz >= lowHz && k * binHz < highHz) {
                sum += power[band][k];
            }
        }
        return sum;
    }

    /** The distance of the bins, about 0.25 Hz. */
    public double binHz() {
        return binHz;
    }

    /** The highest frequency that levels taken so often can show, in Hz. */
    public double highestHz() {
        return (power[0].length - 1) * binHz;
    }

    /**
     * The mean over the bands of the movement between two frequencies, as a density.
     *
     * @return in dB above 1 dB²/Hz; NaN where no bin lies between them, -∞ where nothing moves
     */
    public double densityDb(double lowHz, double highHz) {
        int first = Math.max(1, (int) Math.ceil(lowHz / binHz));
        int end = Math.min(power[0].length, (int) Math.ceil(highHz / binHz));
        if (end <= first) {
            return Double.NaN;
        }
        double sum = 0;
        for (double[] band : power) {
            for (int k = first; k < end; k++) {
                sum += band[k];
            }
        }
        return 10 * Math.log10(sum / power.length / ((end - first) * binHz));
    }
}
