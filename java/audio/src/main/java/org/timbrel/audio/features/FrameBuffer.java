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

    /** Room for one more frame: its offset in {@link #values()}. */
    int next() {
        int offset = Math.multiplyExact(frames, dims);
        if (offset + dims > values.length) {
            long larger = Math.max(64L * dims, values.length * 3L / 2);
            values = Arrays.copyOf(values, (int) Math.min(larger, Integer.MAX_VALUE - 8));
        }
        frames++;
        return offset;
    }

    float[] values() {
        return values;
    }

    FrameMatrix toMatrix() {
        return new FrameMatrix(Arrays.copyOf(values, frames * dims), frames, dims);
    }
}
