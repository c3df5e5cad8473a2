// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.Arrays;

/**
 * Triangular filters, equally spaced in mel between fmin and fmax, over the bins of a spectrum;
 * librosa's {@code filters.mel}, or Kaldi's and HTK's where the convention has their triangles.
 * Held sparse: a band's weights are its non-zero run.
 */
public final class MelFilterbank {

    private final int bins;
    private final int[] firstBin;
    private final double[][] weights;

    /** The bank of a spec: [melBands] filters over [fftSize / 2 + 1] bins. */
    public MelFilterbank(FeatureSpec spec) {
        bins = spec.fftSize() / 2 + 1;
        firstBin = new int[spec.melBands()];
        weights = new double[spec.melBands()][];
        double[] edges = edgesHz(spec);
        boolean mel = spec.convention().melTriangles();
        double[] corners = mel ? edgesMel(spec) : edges;
        double binHz = (double) spec.sampleRateHz() / spec.fftSize();
        double[] places = new double[bins];
        for (int k = 0; k < bins; k++) {
            places[k] = mel ? spec.melScale().melOf(k * binHz) : k * binHz;
        }
        for (int b = 0; b < spec.melBands(); b++) {
            double scale = spec.melNorm() == MelNorm.SLANEY ? 2.0 / (edges[b + 2] - edges[b]) : 1.0;
            int from = Math.max(0, (int) Math.floor(edges[b] / binHz));
            int to = Math.min(bins, (int) Math.ceil(edges[b + 2] / binHz) + 1);
            setTriangle(b, corners, places, from, to, scale);
        }
    }

    /** The bands' corner frequencies in Hz, [melBands + 2]: band b is centred on element b + 1. */
    public static double[] edgesHz(FeatureSpec spec) {
        double[] edges = edgesMel(spec);
        for (int i = 0; i < edges.length; i++) {
            edges[i] = spec.melScale().hzOf(edges[i]);
        }
        return edges;
    }

    private static double[] edgesMel(FeatureSpec spec) {
        double low = spec.melScale().melOf(spec.fminHz());
        double high = spec.melScale().melOf(spec.fmaxHz());
        double[] edges = new double[spec.melBands() + 2];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = low + (high - low) * i / (edges.length - 1);
        }
        return edges;
    }

    /**
     * @param corners of all filters, in Hz or in mel
     * @param places of the bins, as the corners
     * @param first a bin that the filter may begin at, none before
     * @param end one past the last that it may weigh
     */
    private void setTriangle(
            int band, double[] corners, double[] places, int first, int end, double scale) {
        int from = first;
        int to = end;
        while (from < to && triangle(band, corners, places[from]) <= 0) {
            from++;
        }
        while (to > from && triangle(band, corners, places[to - 1]) <= 0) {
            to--;
        }
        firstBin[band] = from;
        weights[band] = new double[to - from];
        for (int k = from; k < to; k++) {
            weights[band][k - from] = scale * triangle(band, corners, places[k]);
        }
    }

    private static double triangle(int band, double[] corners, double place) {
        double low = corners[band];
        double centre = corners[band + 1];
        double high = corners[band + 2];
        return Math.max(
                0, Math.min((place - low) / (centre - low), (high - place) / (high - centre)));
    }

    /** How many filters. */
    public int bands() {
        return weights.length;
    }

    /** How many filters hold no bin, so that their power is always 0. */
    public int emptyBands() {
        int empty = 0;
        for (double[] band : weights) {
            if (band.length == 0) {
                empty++;
            }
        }
        return empty;
    }

    /** The first bin that {@code band} weighs; where it weighs none, where it would begin. */
    public int firstBin(int band) {
        return firstBin[band];
    }

    /** How many bins from {@link #firstBin} on {@code band} weighs; 0 for an empty band. */
    public int binCount(int band) {
        return weights[band].length;
    }

    /** The weight of {@code bin} in {@code band}. */
    public double weight(int band, int bin) {
        int i = bin - firstBin[band];
        return i >= 0 && i < weights[band].length ? weights[band][i] : 0;
    }

    /**
     * The bands of neighbouring frames.
     *
     * @param power powers or magnitudes, [fftSize / 2 + 1][at least frames]: bin, then frame
     * @param sums overwritten, [at least frames]
     * @param mel written, [frames, melBands]
     */
    void apply(double[][] power, int frames, double[] sums, float[] mel) {
        for (int b = 0; b < weights.length; b++) {
            Arrays.fill(sums, 0, frames, 0);
            WeightedRows.add(sums, weights[b], power, firstBin[b], frames);
            for (int t = 0; t < frames; t++) {
                mel[t * weights.length + b] = (float) sums[t];
            }
        }
    }

    /**
     * The power of one band: its weights times the bins from {@code first} on.
     *
     * @param w the band's weights, none of which lies beyond {@code power}
     * @param power [bins]
     */
    public static double bandPower(double[] w, double[] power, int first) {
        // Two sums, because one waits for its own last addition.
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < w.length; i += 2) {
            even += w[i] * power[first + i];
            odd += w[i + 1] * power[first + i + 1];
        }
        if (i < w.length) {
            even += w[i] * power[first + i];
        }
        return even + odd;
    }
}
