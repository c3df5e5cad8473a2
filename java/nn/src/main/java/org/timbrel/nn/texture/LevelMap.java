// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

/**
 * Levels that are linear in a frame, as the decibels of mel bands are in cepstra, and the way back.
 */
public final class LevelMap {

    private static final float[] EMPTY = {};

    /** No levels. */
    public static final LevelMap NONE = new LevelMap(EMPTY, EMPTY, EMPTY);

    private final float[] matrix;
    private final float[] offset;
    private final float[] back;

    /**
     * The arrays are not copied.
     *
     * @param matrix [D,B] by what goes in: levels are frame · matrix + offset
     * @param offset [B]
     * @param back [B,D] by what goes in: what a change of levels changes of a frame
     * @throws IllegalArgumentException if the sizes do not go together, or a value is not finite
     */
    public LevelMap(float[] matrix, float[] offset, float[] back) {
        int count = offset.length;
        Matrices.require("offset", offset, "[B]", count);
        Matrices.require("matrix", matrix, "[D,B]", (long) width(matrix, count) * count);
        Matrices.require("back", back, "[B,D]", matrix.length);
        this.matrix = matrix;
        this.offset = offset;
        this.back = back;
    }

    private static int width(float[] matrix, int count) {
        return count == 0 ? 0 : matrix.length / count;
    }

    /** [D,B]: the array itself. */
    public float[] matrix() {
        return matrix;
    }

    /** [B]: the array itself. */
    public float[] offset() {
        return offset;
    }

    /** [B,D]: the array itself. */
    public float[] back() {
        return back;
    }

    /** B. */
    public int count() {
        return offset.length;
    }

    /**
     * The same levels of frames z with frame = mean + deviation · z.
     *
     * @param mean [D]
     * @param deviation [D]
     */
    public LevelMap ofNormalised(float[] mean, float[] deviation) {
        int dims = mean.length;
        int count = count();
        Matrices.require("matrix", matrix, "[D,B]", (long) dims * count);
        float[] scaled = matrix.clone();
        float[] moved = offset.clone();
        float[] unscaled = back.clone();
        for (int b = 0; b < count; b++) {
            double sum = offset[b];
            for (int d = 0; d < dims; d++) {
                sum += (double) mean[d] * matrix[d * count + b];
                scaled[d * count + b] *= deviation[d];
                unscaled[b * dims + d] /= deviation[d];
            }
            moved[b] = (float) sum;
        }
        return new LevelMap(scaled, moved, unscaled);
    }

    /** The levels [T,B] of frames [T,D], with the offset or, for differences of frames, without. */
    float[] levels(int dims, boolean withOffset, float... frames) {
        int count = count();
        float[] all = new float[frames.length / dims * count];
        for (int t = 0; t < frames.length / dims; t++) {
            for (int b = 0; b < count; b++) {
                double sum = withOffset ? offset[b] : 0;
                for (int d = 0; d < dims; d++) {
                    sum += (double) frames[t * dims + d] * matrix[d * count + b];
                }
                all[t * count + b] = (float) sum;
            }
        }
        return all;
    }
}
