// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import org.timbrel.nn.generate.SoundWeights;

/** What a texture's sounds weigh by a curve over the time of what is heard. One thread's. */
final class CurveWeights implements SoundWeights {

    private final Curve curve;
    private final long first;
    private final double framesPerSecond;
    private final double[] at;

    /**
     * @param first frame of the stream that is heard, at 0 s
     */
    CurveWeights(Curve curve, long first, double framesPerSecond) {
        this.curve = curve;
        this.first = first;
        this.framesPerSecond = framesPerSecond;
        at = new double[curve.width()];
    }

    @Override
    public void at(long frame, float[] weights) {
        curve.at((frame - first) / framesPerSecond, at);
        for (int c = 0; c < at.length; c++) {
            weights[c] = (float) at[c];
        }
    }
}
