// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.pitch.PitchFrame;

/** Where the frames of a corpus lie among one another. */
final class GrainPoints {

    // The fine structure of a spectrum beyond these coefficients differs from frame to frame.
    private static final int MAX_COEFFICIENTS = 24;
    // Levels are brought about by gains, so they count for less.
    private static final double LEVEL_WEIGHT = 0.5;
    private static final double MIN_DEVIATION = 1e-3;
    // So far from all frames that it does not matter how far, and squares are finite yet.
    private static final double FARTHEST = 1e6;

    private final FeatureSpec spec;
    private final int coefficients;
    // Of the frames in all dimensions.
    private final double[] mean;
    private final double[] weight;
    private final float[][] rows;
    private final float[] point;

    GrainPoints(FeatureSpec spec, int frames) {
        this.spec = spec;
        coefficients = Math.min(MAX_COEFFICIENTS, spec.coefficients());
        int dims = coefficients + (spec.pitch() == null ? 0 : 2);
        mean = new double[dims];
        weight = new double[dims];
        rows = new float[dims][frames];
        point = new float[dims];
    }

    /**
     * Puts a frame of the corpus in its place; all of them before {@link #normalise}.
     *
     * @param vector [vectorSize] from {@code offset}
     */
    void set(int frame, float[] vector, int offset) {
        read(vector, offset, point);
        for (int d = 0; d < rows.length; d++) {
            rows[d][frame] = point[d];
        }
    }

    private void read(float[] vector, int offset, float[] out) {
        System.arraycopy(vector, offset, out, 0, coefficients);
        if (spec.pitch() != null) {
            int pitch = offset + spec.coefficients();
            out[coefficients] = vector[pitch + PitchFrame.LOG_F0];
            out[coefficients + 1] = vector[pitch + PitchFrame.VOICING];
        }
    }

    /** Makes distances out of what the frames have in common, once. */
    void normalise() {
        int frames = rows[0].length;
        for (int d = 0; d < rows.length; d++) {
            double sum = 0;
            for (float x : rows[d]) {
                sum += x;
            }
            mean[d] = sum / frames;
            double squares = 0;
            for (float x : rows[d]) {
                squares += (x - mean[d]) * (x - mean[d]);
            }
            double deviation = Math.max(MIN_DEVIATION, Math.sqrt(squares / frames));
            // By the root of the deviation: by all of it, the highest coefficients, which are
            // mostly
            // chance, would count as much as the lowest; by none, the lowest alone would count.
            weight[d] = (d == 0 ? LEVEL_WEIGHT : 1) / Math.sqrt(deviation);
            for (int t = 0; t < frames; t++) {
                rows[d][t] = (float) (weight[d] * (rows[d][t] - mean[d]));
            }
        }
    }

    /** Dimension by dimension, so that distances to all frames are one loop; [dims][frames]. */
    float[][] rows() {
        return rows;
    }

    /**
     * Where a frame lies among the corpus's.
     *
     * @param vector [vectorSize] from {@code offset}, finite
     * @param out written, [dims], finite and so small that squares are
     */
    void of(float[] vector, int offset, float[] out) {
        read(vector, offset, out);
        for (int d = 0; d < out.length; d++) {
            double x = weight[d] * (out[d] - mean[d]);
            out[d] = (float) Math.max(-FARTHEST, Math.min(FARTHEST, x));
        }
    }
}
