// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import org.timbrel.audio.filter.Biquad;

/**
 * -0.691 + 10 log10 of the mean K-weighted power over the 400 ms that end with a frame's window
 * (ITU-R BS.1770-5, annex 1, eq. 2, of one channel).
 */
final class MomentaryLoudness implements FrameMeasure {

    private static final double SECONDS = 0.4;
    private static final double OFFSET_DB = -0.691;

    private final Biquad shelf;
    private final Biquad highPass;
    // K-weighted powers of the last samples, the oldest at position.
    private final double[] powers;
    private int position;
    private double sum;
    private final int leadSamples;
    private boolean first = true;

    MomentaryLoudness(FeatureSpec spec) {
        shelf = Biquad.kShelf(spec.sampleRateHz());
        highPass = Biquad.kHighPass(spec.sampleRateHz());
        leadSamples = spec.leadSamples();
        powers = new double[(int) Math.rint(SECONDS * spec.sampleRateHz())];
    }

    @Override
    public float of(FrameBatch batch, int t, double[][] spectrum, float[] mels) {
        int end = t * batch.hop() + batch.size();
        // What stands before the clip was never heard, even where it is the clip backwards.
        int start = first ? end - batch.size() + leadSamples : end - batch.hop();
        first = false;
        for (int i = start; i < end; i++) {
            add(batch.samples()[i]);
        }
        double mean = Math.max(sum / powers.length, FeatureSpec.POWER_FLOOR);
        return (float) (OFFSET_DB + Decibels.of(mean));
    }

    private void add(float sample) {
        double y = highPass.next(shelf.next(sample));
        sum += y * y - powers[position];
        powers[position] = y * y;
        position++;
        if (position == powers.length) {
            position = 0;
            // What rounding has left would outlast a loud sound.
            sum = 0;
            for (double power : powers) {
                sum += power;
            }
        }
    }
}
