// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/**
 * The flow through the vocal folds, differentiated: a parabola over the open part of each period
 * that ends in an abrupt closure, 6 dB an octave down (the KLGLOTT88 pulse of D. H. Klatt and L. C.
 * Klatt, JASA 87, 1990).
 */
final class GlottalSource implements Sound {

    private static final double OPEN = 0.6;

    private double phase;
    private double step = 100.0 / ProceduralTexture.SAMPLE_RATE_HZ;

    void tune(double pitchHz) {
        step = pitchHz / ProceduralTexture.SAMPLE_RATE_HZ;
    }

    @Override
    public double next() {
        phase += step;
        if (phase >= 1) {
            phase -= 1;
        }
        if (phase >= OPEN) {
            return 0;
        }
        // The derivative of t² − t³, which closes with slope −1.
        double t = phase / OPEN;
        return t * (2 - 3 * t);
    }
}
