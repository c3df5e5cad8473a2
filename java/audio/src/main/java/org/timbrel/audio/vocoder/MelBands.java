// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.BandUnits;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;

/**
 * A mel bank seen from both sides: bins into bands, and bands back into bins. A bin lies in at most
 * two neighbouring triangles, so both directions cost two multiplications a bin.
 */
final class MelBands {

    // Two bands whose centroids lie closer than this many bins cannot both shape the envelope.
    private static final double MIN_SPACING_BINS = 1e-6;

    private final int bins;
    private final int firstBin;
    private final int endBin;
    private final int[] bandFirst;
    private final double[][] weights;
    // Bin k takes (1 - upperShare[k]) from band lower[k] and the rest from the next one.
    private final int[] lower;
    private final double[] upperShare;
    // The nodes of the envelope: bands that hold bins, by their centroid.
    private final int[] nodeBand;
    private final double[] nodeBin;
    private final double[] nodeScale;
    private final double[] logArea;
    private final double[] floor;
    private final boolean magnitude;

    MelBands(FeatureSpec spec) {
        MelFilterbank bank = new MelFilterbank(spec);
        int bands = bank.bands();
        bins = spec.fftSize() / 2 + 1;
        bandFirst = new int[bands];
        weights = new double[bands][];
        lower = new int[bins];
        upperShare = new double[bins];
        logArea = new double[bands];
        floor = new double[bands];
        magnitude = spec.convention().magnitude();
        BandUnits units = new BandUnits(spec, bank);
        double[] lowerWeight = new double[bins];
        int[] nodes = new int[bands];
        double[] centroids = new double[bands];
        int count = 0;
        int first = bins;
        int end = 0;
        Arrays.fill(lower, -1);
        for (int b = 0; b < bands; b++) {
            bandFirst[b] = bank.firstBin(b);
            weights[b] = new double[bank.binCount(b)];
            double area = 0;
            double moment = 0;
            for (int i = 0; i < weights[b].length; i++) {
                int k = bandFirst[b] + i;
                double w = bank.weight(b, k);
                weights[b][i] = w;
                area += w;
                moment += w * k;
                first = Math.min(first, k);
                end = Math.max(end, k + 1);
                if (lower[k] < 0) {
                    lower[k] = b;
                    lowerWeight[k] = w;
                } else if (lower[k] == b - 1) {
                    upperShare[k] = w / (w + lowerWeight[k]);
                }
            }
            logArea[b] = Math.log(area);
            floor[b] = Math.pow(10, units.floorDb(b) / 10);
            if (area > 0
                    && (count == 0 || moment / area > centroids[count - 1] + MIN_SPACING_BINS)) {
                nodes[count] = b;
                centroids[count++] = moment / area;
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException(
                    "none of the "
                            + bands
                            + " mel bands holds an FFT bin: use fewer mel bands or a longer FFT");
        }
        firstBin = first;
        endBin = end;
        nodeBand = Arrays.copyOf(nodes, count);
        nodeBin = Arrays.copyOf(centroids, count);
        nodeScale = new double[count - 1];
        for (int i = 0; i < count - 1; i++) {
            nodeScale[i] = 1 / (nodeBin[i + 1] - nodeBin[i]);
        }
    }

    /** Bins of the spectrum: fftSize / 2 + 1. */
    int bins() {
        return bins;
    }

    /** How many bands. */
    int bands() {
        return weights.length;
    }

    /** The first bin that any band weighs; below it nothing is known of the sound. */
    int firstBin() {
        return firstBin;
    }

    /** One past the last bin that any band weighs. */
    int endBin() {
        return endBin;
    }

    /**
     * A smooth amplitude spectrum under the bands: log-linear over frequency between M_b / Σ fb_b
     * at the bands' centroids, constant beyond the outer ones.
     *
     * @param logPower ln M_b, [bands]
     * @param amplitude written, [bins]; 0 outside of all bands
     */
    void envelope(double[] logPower, double[] amplitude) {
        int k = firstBin;
        int last = nodeBand.length - 1;
        double level = node(logPower, 0);
        for (double flat = Exponential.of(level); k < endBin && k <= nodeBin[0]; k++) {
            amplitude[k] = flat;
        }
        for (int i = 0; i < last; i++) {
            double next = node(logPower, i + 1);
            if (k <= nodeBin[i + 1]) {
                double slope = (next - level) * nodeScale[i];
                double a = Exponential.of(level + slope * (k - nodeBin[i]));
                amplitude[k++] = a;
                if (k <= nodeBin[i + 1]) {
                    double ratio = Exponential.of(slope);
                    for (; k <= nodeBin[i + 1]; k++) {
                        a *= ratio;
                        amplitude[k] = a;
                    }
                }
            }
            level = next;
        }
        for (double flat = Exponential.of(level); k < endBin; k++) {
            amplitude[k] = flat;
        }
    }

    private double node(double[] logPower, int i) {
        int b = nodeBand[i];
        return 0.5 * (logPower[b] - logArea[b]);
    }

    /** The power of band {@code b} that counts as silence. */
    double floor(int b) {
        return floor[b];
    }

    /**
     * Band powers: Σ_k fb_bk P_k; of bands that sum magnitudes, (Σ_k fb_bk √P_k)² / Σ_k fb_bk.
     *
     * @param power [bins]
     * @param out written, [bands]
     */
    void sum(double[] power, double[] out) {
        if (magnitude) {
            sumMagnitudes(power, out);
            return;
        }
        for (int b = 0; b < weights.length; b++) {
            out[b] = MelFilterbank.bandPower(weights[b], power, bandFirst[b]);
        }
    }

    private void sumMagnitudes(double[] power, double[] out) {
        for (int b = 0; b < weights.length; b++) {
            double sum = 0;
            double area = 0;
            for (int i = 0; i < weights[b].length; i++) {
                sum += weights[b][i] * Math.sqrt(power[bandFirst[b] + i]);
                area += weights[b][i];
            }
            out[b] = area > 0 ? sum * sum / area : 0;
        }
    }

    /**
     * Values of bands over the bins: fbᵀ g with columns normalised to 1.
     *
     * @param band [bands + 1]; the last element is not used but must be finite
     * @param out written between {@link #firstBin} and {@link #endBin}, [bins]
     */
    void spread(double[] band, double[] out) {
        for (int k = firstBin; k < endBin; k++) {
            double low = band[lower[k]];
            out[k] = low + upperShare[k] * (band[lower[k] + 1] - low);
        }
    }
}
