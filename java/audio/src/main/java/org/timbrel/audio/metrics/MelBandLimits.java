// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;
import org.timbrel.audio.features.MelScale;

/** The mel bands that hold bins: where each lies, and how quiet it may be. */
public final class MelBandLimits {

    private final int sampleRateHz;
    // Which of the spec's bands are kept, and of each its middle and the least power.
    private final int[] band;
    private final double[] centreHz;
    private final float[] floor;

    private MelBandLimits(int sampleRateHz, int[] band, double[] centreHz, float[] floor) {
        this.sampleRateHz = sampleRateHz;
        this.band = band;
        this.centreHz = centreHz;
        this.floor = floor;
    }

    /**
     * Of the bands of a spec.
     *
     * @param rangeDb how far under a full-scale sine a band's level may fall
     */
    public static MelBandLimits of(FeatureSpec spec, double rangeDb) {
        MelFilterbank bank = new MelFilterbank(spec);
        int kept = spec.melBands() - bank.emptyBands();
        int[] band = new int[kept];
        double[] centreHz = new double[kept];
        float[] floor = new float[kept];
        MelScale scale = spec.melScale();
        double low = scale.melOf(spec.fminHz());
        double step = (scale.melOf(spec.fmaxHz()) - low) / (spec.melBands() + 1);
        double quarter = spec.fftSize() / 4.0;
        for (int b = 0, k = 0; b < spec.melBands(); b++) {
            if (bank.binCount(b) == 0) {
                continue;
            }
            double peak = 0;
            for (int i = 0; i < bank.binCount(b); i++) {
                peak = Math.max(peak, bank.weight(b, bank.firstBin(b) + i));
            }
            band[k] = b;
            centreHz[k] = scale.hzOf(low + (b + 1) * step);
            // A full-scale sine in the middle of the band: (N/4)² times the triangle's peak.
            floor[k] = (float) (peak * quarter * quarter * Math.pow(10, -rangeDb / 10));
            k++;
        }
        return new MelBandLimits(spec.sampleRateHz(), band, centreHz, floor);
    }

    /** The rate of the spec, in Hz. */
    public int sampleRateHz() {
        return sampleRateHz;
    }

    /** Bands that hold bins. */
    public int bands() {
        return band.length;
    }

    /** The number that a kept band has among the spec's. */
    public int source(int kept) {
        return band[kept];
    }

    /** The frequency of a kept band's middle, in Hz. */
    public double centreHz(int kept) {
        return centreHz[kept];
    }

    /** The least power that a kept band counts as. */
    public float floor(int kept) {
        return floor[kept];
    }
}
