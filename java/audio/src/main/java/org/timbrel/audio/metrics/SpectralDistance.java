// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import org.timbrel.audio.io.AudioClip;

/**
 * How far the STFT magnitudes of two aligned sounds are apart, over the shorter one's length.
 *
 * @param convergence ‖|A| − |B|‖ / ‖|A|‖ over all frames and bins, A the reference: 0 for the same
 *     sound, infinite where only the reference is silent (Arık et al. 2019, eq. 2)
 * @param logMagnitude mean |ln|A| − ln|B|| in nepers, magnitudes not below 1e-5 (eq. 3 there)
 */
public record SpectralDistance(double convergence, double logMagnitude) {

    private static final double MIN_MAGNITUDE = 1e-5;

    /**
     * At one resolution, periodic Hann.
     *
     * @param windowSamples at most {@code fftSize}
     */
    public static SpectralDistance of(
            AudioClip reference, AudioClip other, int fftSize, int hopSamples, int windowSamples) {
        Pair.requireSameRate(reference, other);
        int length = Math.min(reference.samples().length, other.samples().length);
        Stft stft = new Stft(fftSize, hopSamples, windowSamples);
        double[] a = new double[fftSize / 2 + 1];
        double[] b = new double[fftSize / 2 + 1];
        double difference = 0;
        double energy = 0;
        double logs = 0;
        int frames = stft.frames(length);
        for (int t = 0; t < frames; t++) {
            stft.magnitudes(reference.samples(), length, t, a);
            stft.magnitudes(other.samples(), length, t, b);
            for (int k = 0; k < a.length; k++) {
                double d = a[k] - b[k];
                difference += d * d;
                energy += a[k] * a[k];
                if (d != 0) {
                    logs += Math.abs(Math.log(clipped(a[k]) / clipped(b[k])));
                }
            }
        }
        double convergence = difference == 0 ? 0 : Math.sqrt(difference / energy);
        return new SpectralDistance(convergence, logs / ((double) frames * a.length));
    }

    private static double clipped(double magnitude) {
        return Math.max(MIN_MAGNITUDE, magnitude);
    }

    /**
     * The mean of three resolutions: transforms of 512, 1024 and 2048, windows of 240, 600 and
     * 1200, hops of 50, 120 and 240 samples (Yamamoto, Song and Kim 2020, table 1).
     */
    public static SpectralDistance multiResolution(AudioClip reference, AudioClip other) {
        SpectralDistance x = of(reference, other, 512, 50, 240);
        SpectralDistance y = of(reference, other, 1024, 120, 600);
        SpectralDistance z = of(reference, other, 2048, 240, 1200);
        return new SpectralDistance(
                (x.convergence + y.convergence + z.convergence) / 3,
                (x.logMagnitude + y.logMagnitude + z.logMagnitude) / 3);
    }

    /** −20 log10 of the convergence, in dB: higher is nearer, infinite for the same sound. */
    public double signalToNoiseDb() {
        return -20 * Math.log10(convergence);
    }
}
