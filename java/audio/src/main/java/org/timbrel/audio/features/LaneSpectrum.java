// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * The frames of a batch side by side: a radix-2 transform of real samples, decimated in time, whose
 * elements are rows with one value a frame. Its speed comes from {@link Lanes}; alone, a frame
 * would be faster in JTransforms.
 *
 * <p>A transform of m samples lies in m rows, re X[k] in row k and im X[k] in row m - k, so that
 * each step finds and leaves what it needs in the same four rows (Sorensen et al. 1987,
 * "Real-valued fast Fourier transform algorithms", section III).
 */
final class LaneSpectrum implements BatchSpectrum {

    // Beyond, a batch that fits the cache is too few frames to gain from.
    private static final int MAX_SIZE = 4096;
    private static final int TILE = 8;
    private static final double[] NO_ENERGIES = {};

    private final int size;
    private final int hop;
    // Row p takes one sample of each frame, from where it lies in hops, under its weight.
    private final double[][] source;
    private final int[] firstHop;
    private final double[] weights;
    private final double[] cos;
    private final double[] sin;
    private final double[][] rows;
    // The samples under the batch by hops: sample u · hop + r in [r][u].
    private final double[][] hops;

    LaneSpectrum(FeatureSpec spec, int frames) {
        size = spec.fftSize();
        hop = spec.hopSamples();
        hops = new double[hop][frames + (size - 1) / hop];
        source = new double[size][];
        firstHop = new int[size];
        weights = new double[size];
        double[] window = spec.analysisWindow();
        int unusedBits = Integer.numberOfLeadingZeros(size) + 1;
        for (int p = 0; p < size; p++) {
            int sample = Integer.reverse(p) >>> unusedBits;
            source[p] = hops[sample % hop];
            firstHop[p] = sample / hop;
            weights[p] = window[sample];
        }
        cos = new double[size / 4];
        sin = new double[size / 4];
        for (int k = 0; k < cos.length; k++) {
            cos[k] = Math.cos(2 * Math.PI * k / size);
            sin[k] = Math.sin(2 * Math.PI * k / size);
        }
        rows = new double[size][frames];
    }

    /** Whether frames of that spec are for this class. */
    static boolean takes(FeatureSpec spec) {
        int size = spec.fftSize();
        return Integer.bitCount(size) == 1
                && size <= MAX_SIZE
                && spec.windowSamples() == size
                && spec.convention().plainFrames()
                && !spec.convention().magnitude();
    }

    @Override
    public double[] energies() {
        return NO_ENERGIES;
    }

    @Override
    public double[][] of(FrameBatch batch) {
        int n = batch.frames();
        spread(batch);
        for (int p = 0; p < size; p++) {
            System.arraycopy(source[p], firstHop[p], rows[p], 0, n);
        }
        int half = size / 2;
        transform(0, half, n);
        transform(half, half, n);
        Lanes.endPowers(rows[0], rows[half], rows[half / 2], rows[half + half / 2], n);
        for (int k = 1; k < half / 2; k++) {
            Lanes.powers(
                    rows[k], rows[half - k], rows[half + k], rows[size - k], cos[k], sin[k], n);
        }
        return rows;
    }

    /** Samples into {@link #hops}; the last hop may lie under the last frame in part only. */
    private void spread(FrameBatch batch) {
        float[] samples = batch.samples();
        int end = (batch.frames() - 1) * hop + size;
        for (int first = 0; first * hop < end; first += TILE) {
            for (int r = 0; r < hop; r++) {
                double[] row = hops[r];
                int last = Math.min(first + TILE, (end - r + hop - 1) / hop);
                for (int u = first; u < last; u++) {
                    row[u] = samples[u * hop + r];
                }
            }
        }
    }

    /** The transform of the m samples whose rows begin at {@code base}. */
    private void transform(int base, int m, int n) {
        if (m == 4) {
            Lanes.transformFour(
                    rows[base],
                    rows[base + 1],
                    rows[base + 2],
                    rows[base + 3],
                    weights[base],
                    weights[base + 1],
                    weights[base + 2],
                    weights[base + 3],
                    n);
            return;
        }
        int half = m / 2;
        transform(base, half, n);
        transform(base + half, half, n);
        Lanes.joinEnds(rows[base], rows[base + half], rows[base + half + half / 2], n);
        int turn = size / m;
        for (int k = 1; k < half / 2; k++) {
            Lanes.join(
                    rows[base + k],
                    rows[base + half - k],
                    rows[base + half + k],
                    rows[base + m - k],
                    cos[k * turn],
                    sin[k * turn],
                    n);
        }
    }
}
