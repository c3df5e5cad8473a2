// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** The frames of one file, in order, and the conditions of each where a network takes some. */
public final class FrameSequence {

    private final String name;
    private final float[] values;
    private final int frames;
    private final int dims;
    private final float[] conditions;

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
        this(name, values, frames, dims, new float[0]);
    }

    /**
     * The same with conditions.
     *
     * @param conditions [frames,C], row-major, not copied: row t describes frame t, and goes into
     *     the network, as it is, with the step that predicts that frame. What numbers stand for is
     *     the caller's; of about −1 to 1 they are learned from best. Empty: none
     */
    public FrameSequence(String name, float[] values, int frames, int dims, float[] conditions) {
        if (frames < 0 || dims < 1 || (long) frames * dims != values.length) {
            throw new IllegalArgumentException(
                    "%s: %d values are not [%d,%d]".formatted(name, values.length, frames, dims));
        }
        if (frames == 0 ? conditions.length > 0 : conditions.length % frames != 0) {
            throw new IllegalArgumentException(
                    "%s: %d conditions are not [%d,C]".formatted(name, conditions.length, frames));
        }
        this.conditions = conditions;
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

    /** [frames,C], row-major: the array itself; empty where there are none. */
    public float[] conditions() {
        return conditions;
    }

    /** C, conditions a frame; 0: none. */
    public int conditionSize() {
        return frames == 0 ? 0 : conditions.length / frames;
    }
}
