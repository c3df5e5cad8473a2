// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** The mean rise of the mel bands since the frame before, in dB. */
final class OnsetStrength implements FrameMeasure {

    private final double floor;
    private final double decibels;
    private final double[] before;
    private boolean first = true;

    OnsetStrength(FeatureSpec spec) {
        floor = spec.convention().floor();
        // A tenfold magnitude is a hundredfold power.
        decibels = spec.convention().magnitude() ? 2 : 1;
        before = new double[spec.melBands()];
    }

    @Override
    public float of(FrameBatch batch, int t, double[][] spectrum, float[] mels) {
        double rise = 0;
        for (int b = 0; b < before.length; b++) {
            double level = Decibels.of(Math.max(floor, mels[t * before.length + b]));
            if (!first) {
                rise += Math.max(0, level - before[b]);
            }
            before[b] = level;
        }
        first = false;
        return (float) (decibels * rise / before.length);
    }
}
