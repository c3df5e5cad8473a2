// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** The frames of one file, in order. */
public final class FrameSequence {

    private final String name;
    private final float[] values;
    private final int frames;
    private final int dims;

    /**
     * Frames over an array, which is not copied.
     *
     * @param name what messages call it: the file's path
     * @param values [frames,dims], row-major
     * @param frames at least 0
     * @param dims D, at least 1
     * @throws IllegalArgumentException if the array does not have that shape
     */
    public FrameSequence(String name, float[] values, int frames, int dims) {
        if (frames < 0 || dims < 1 || (long) frames * dims != values.length) {
            throw new IllegalArgumentException(
                    "%s: %d values are not [%d,%d]".formatted(name, values.length, frames, dims));
        }
        this.name = name;
        this.values = values;
        this.frames = frames;
        this.dims = dims;
    }

    /** What messages call it. */
    public String name() {
        return name;
    }

    /** [frames,dims], row-major: the array itself. */
    public float[] values() {
        return values;
    }

    /** Frames. */
    public int frames() {
        return frames;
    }

    /** D, values a frame. */
    public int dims() {
        return dims;
    }
}
