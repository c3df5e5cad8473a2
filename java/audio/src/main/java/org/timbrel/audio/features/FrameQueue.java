// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** Frames of one length that wait for what is known of them later; first in, first out. */
final class FrameQueue {

    private static final int FIRST_FRAMES = 32;

    private final int dims;
    private float[] values;
    private int from;
    private int end;

    FrameQueue(int dims) {
        this.dims = dims;
        values = new float[FIRST_FRAMES * dims];
    }

    boolean isEmpty() {
        return from == end;
    }

    /** Where a new frame goes in {@link #values()}; what was there before is still there. */
    int add() {
        if (end == values.length) {
            int count = end - from;
            float[] target = count > values.length / 2 ? new float[2 * values.length] : values;
            System.arraycopy(values, from, target, 0, count);
            values = target;
            from = 0;
            end = count;
        }
        end += dims;
        return end - dims;
    }

    /** Takes the oldest frame out; returns where it is in {@link #values()} until the next add. */
    int take() {
        from += dims;
        return from - dims;
    }

    float[] values() {
        return values;
    }
}
