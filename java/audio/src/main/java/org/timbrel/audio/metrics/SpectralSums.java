// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

/**
 * Sums a {@link SpectralDistance} at one resolution over the frames of aligned sounds, which pass
 * through a short buffer. Not thread-safe.
 */
final class SpectralSums {

    private static final double MIN_MAGNITUDE = 1e-5;

    private final Stft stft;
    private final double[] a;
    private final double[] b;
    private long next;
    private double difference;
    private double energy;
    private double logs;
    private long cells;

    SpectralSums(int fftSize, int hopSamples, int windowSamples) {
        stft = new Stft(fftSize, hopSamples, windowSamples);
        a = new double[stft.bins()];
        b = new double[stft.bins()];
    }

    /**
     * The first sample that frames to come will need; frames at the beginning need some before 0.
     */
    long needed() {
        return Math.max(0, stft.start(next));
    }

    /** Adds every frame that lies within the samples at hand. */
    void add(PairBuffer samples) {
        while (stft.end(next) <= samples.end()) {
            addNext(samples);
        }
    }

    /** Adds the frames that reach beyond the end of the sounds, and is ready for another pair. */
    void finish(PairBuffer samples) {
        while (next < stft.frames(samples.end())) {
            addNext(samples);
        }
        next = 0;
    }

    private void addNext(PairBuffer samples) {
        stft.magnitudes(samples.reference(), samples.base(), samples.count(), next, a);
        stft.magnitudes(samples.other(), samples.base(), samples.count(), next, b);
        for (int k = 0; k < a.length; k++) {
            double d = a[k] - b[k];
            difference += d * d;
            energy += a[k] * a[k];
            if (d != 0) {
                logs += Math.abs(Math.log(clipped(a[k]) / clipped(b[k])));
            }
        }
        cells += a.length;
        next++;
    }

    private static double clipped(double magnitude) {
        return Math.max(MIN_MAGNITUDE, magnitude);
    }

    /** Of all pairs so far; NaN where there was none. */
    SpectralDistance distance() {
        double convergence =
                cells == 0 ? Double.NaN : difference == 0 ? 0 : Math.sqrt(difference / energy);
        return new SpectralDistance(convergence, logs / cells);
    }
}
