// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** The root mean square of a frame's samples. */
final class Energy implements FrameMeasure {

    @Override
    public float of(FrameBatch batch, int t, double[][] spectrum, float[] mels) {
        float[] samples = batch.samples();
        int start = t * batch.hop();
        double sum = 0;
        for (int i = start; i < start + batch.size(); i++) {
            sum += (double) samples[i] * samples[i];
        }
        return (float) Math.sqrt(sum / batch.size());
    }
}
