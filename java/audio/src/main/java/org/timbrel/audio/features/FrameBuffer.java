// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.Arrays;

/** Collects frames whose number is not known beforehand. */
final class FrameBuffer {

    private final int dims;
    private float[] values = new float[0];
    private int frames;

    FrameBuffer(int dims) {
        this.dims = dims;
    }

    /** Room for {@code count} more frames: the first one's offset in {@link #values()}. */
    int next(int count) {
        int offset = frames * dims;
        int end = Math.multiplyExact(frames + count, dims);
        if (end > values.length) {
            long larger = Math.max(end, values.length * 3L / 2);
            values = Arrays.copyOf(values, (int) Math.min(larger, Integer.MAX_VALUE - 8));
        }
        frames += count;
        return offset;
    }

    float[] values() {
        return values;
    }

    FrameMatrix toMatrix() {
        return new FrameMatrix(Arrays.copyOf(values, frames * dims), frames, dims);
    }
}
