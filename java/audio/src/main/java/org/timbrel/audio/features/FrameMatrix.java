// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.Arrays;

/**
 * Frames in rows: value d of frame t is {@code values[t * dims + d]}.
 *
 * @param values [frames, dims], row-major; not copied
 * @param frames rows, at least 0
 * @param dims columns, at least 0
 */
@SuppressWarnings(
        "ArrayRecordComponent") // A matrix is its values: they are not copied, as documented.
public record FrameMatrix(float[] values, int frames, int dims) {

    /**
     * Checks that the shape fits the values.
     *
     * @throws IllegalArgumentException if it does not
     */
    public FrameMatrix {
        if (frames < 0 || dims < 0 || (long) frames * dims != values.length) {
            throw new IllegalArgumentException(
                    "shape ["
                            + frames
                            + ", "
                            + dims
                            + "] does not fit "
                            + values.length
                            + " values");
        }
    }

    /** Value {@code dim} of frame {@code frame}. */
    public float at(int frame, int dim) {
        return values[frame * dims + dim];
    }

    /** A copy of one frame, [dims]. */
    public float[] row(int frame) {
        return Arrays.copyOfRange(values, frame * dims, (frame + 1) * dims);
    }

    /** Columns {@code from} to {@code from + count}; this itself where those are all. */
    public FrameMatrix columns(int from, int count) {
        if (from == 0 && count == dims) {
            return this;
        }
        float[] part = new float[frames * count];
        for (int t = 0; t < frames; t++) {
            System.arraycopy(values, t * dims + from, part, t * count, count);
        }
        return new FrameMatrix(part, frames, count);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameMatrix o
                && frames == o.frames
                && dims == o.dims
                && Arrays.equals(values, o.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(values) + dims;
    }

    @Override
    public String toString() {
        return "FrameMatrix[" + frames + ", " + dims + "]";
    }
}
