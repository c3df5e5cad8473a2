// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;

/** Applies {@link FrameCurves} to the mel levels of one stream's frames. */
final class ShapedFrames {

    private static final double PIVOT_HZ = 1000;

    private final FrameCurves curves;
    private final CepstralFrames cepstra;
    private final int vectorSize;
    private final double framesPerSecond;
    private final double[] octaves;
    private final double[] level;
    private final double[] value = new double[1];

    ShapedFrames(FrameCurves curves, FeatureSpec spec) {
        this.curves = curves;
        cepstra = new CepstralFrames(spec);
        vectorSize = spec.vectorSize();
        framesPerSecond = spec.framesPerSecond();
        double[] edges = MelFilterbank.edgesHz(spec);
        octaves = new double[spec.melBands()];
        for (int b = 0; b < octaves.length; b++) {
            octaves[b] = Math.log(edges[b + 1] / PIVOT_HZ) / Math.log(2);
        }
        level = new double[octaves.length];
    }

    /** Values a frame. */
    int vectorSize() {
        return vectorSize;
    }

    /**
     * Shapes frames.
     *
     * @param first number of the first one; below 0 before the curves' time 0
     * @param frames [count, vectorSize], changed
     */
    void shape(long first, float[] frames, int count) {
        if (curves.none()) {
            return;
        }
        for (int t = 0; t < count; t++) {
            double seconds = (first + t) / framesPerSecond;
            curves.loudness().at(seconds, value);
            double loudness = value[0];
            curves.brightness().at(seconds, value);
            if (loudness == 0 && value[0] == 0) {
                continue;
            }
            cepstra.levels(frames, t * vectorSize, level);
            for (int b = 0; b < level.length; b++) {
                level[b] += loudness + value[0] * octaves[b];
            }
            cepstra.cepstra(level, frames, t * vectorSize);
        }
    }
}
