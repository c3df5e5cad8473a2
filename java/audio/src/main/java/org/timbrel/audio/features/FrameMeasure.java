// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** One number of every frame of one clip, in order. */
interface FrameMeasure {

    /**
     * Of frame {@code t} of a batch.
     *
     * @param spectrum of the batch, [bin][frame]
     * @param mels its mel cells, [frames, melBands]
     */
    float of(FrameBatch batch, int t, double[][] spectrum, float[] mels);

    /** For a clip from its first frame on. */
    static FrameMeasure of(Extra extra, FeatureSpec spec) {
        return switch (extra) {
            case ENERGY -> new Energy();
            case ONSET -> new OnsetStrength(spec);
            case CENTROID -> new SpectralCentroid(spec);
            case LOUDNESS -> new MomentaryLoudness(spec);
            case DELTA, DELTA2 ->
                    throw new IllegalArgumentException(
                            extra + " is of coefficients, not of frames");
        };
    }
}
