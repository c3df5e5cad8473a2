// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** Σ f |X(f)| / Σ |X(f)| in Hz. */
final class SpectralCentroid implements FrameMeasure {

    private final int bins;
    private final double binHz;
    private final boolean magnitude;

    SpectralCentroid(FeatureSpec spec) {
        bins = spec.fftSize() / 2 + 1;
        binHz = (double) spec.sampleRateHz() / spec.fftSize();
        magnitude = spec.convention().magnitude();
    }

    @Override
    public float of(FrameBatch batch, int t, double[][] spectrum, float[] mels) {
        double sum = 0;
        double moment = 0;
        for (int k = 0; k < bins; k++) {
            double x = magnitude ? spectrum[k][t] : Math.sqrt(spectrum[k][t]);
            sum += x;
            moment += k * x;
        }
        return sum > 0 ? (float) (binHz * moment / sum) : 0;
    }
}
