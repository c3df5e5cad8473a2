// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.ArrayList;
import java.util.List;

/** Collects frames whose number is not known beforehand, in blocks that are joined at the end. */
final class FrameBuffer {

    private final int dims;
    private final List<float[]> blocks = new ArrayList<>();
    private int values;

    FrameBuffer(int dims) {
        this.dims = dims;
    }

    /** Room for {@code count} more frames, [count, dims]. */
    float[] next(int count) {
        float[] block = new float[count * dims];
        values = Math.addExact(values, block.length);
        blocks.add(block);
        return block;
    }

    FrameMatrix toMatrix() {
        float[] joined = new float[values];
        int at = 0;
        for (float[] block : blocks) {
            System.arraycopy(block, 0, joined, at, block.length);
            at += block.length;
        }
        return new FrameMatrix(joined, values / dims, dims);
    }
}
