// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A dense, row-major float32 array in a device's memory, the last index fastest. A tensor from
 * {@link Device#zeros} owns its memory and frees it when closed; a {@link #view} shares it, and
 * must not be used once its owner is closed. Not safe for use by several threads while one writes.
 */
public final class Tensor implements AutoCloseable {

    private final Device device;
    private final FloatPointer memory;

    /** Whose memory this is a view of; null: its own. */
    private final Tensor owner;

    private final long[] shape;
    private final long size;

    /**
     * For devices: wraps memory that the tensor will free.
     *
     * @param memory at least as many floats as the shape has
     */
    public Tensor(Device device, FloatPointer memory, long... shape) {
        this(device, memory, null, shape);
    }

    private Tensor(Device device, FloatPointer memory, Tensor owner, long... shape) {
        this.device = Objects.requireNonNull(device, "device");
        this.memory = Objects.requireNonNull(memory, "memory");
        this.owner = owner;
        this.shape = shape.clone();
        this.size = size(shape);
    }

    /**
     * The number of elements of a shape: 1 for no dimensions.
     *
     * @throws IllegalArgumentException if a dimension is negative or the product too large
     */
    public static long size(long... shape) {
        long size = 1;
        for (long dimension : shape) {
            if (dimension < 0
                    || Math.multiplyHigh(size, dimension) != 0
                    || size * dimension < 0
                    || size * dimension > Long.MAX_VALUE / Float.BYTES) {
                throw new IllegalArgumentException(
                        "no array has the shape %s".formatted(Arrays.toString(shape)));
            }
            size *= dimension;
        }
        return size;
    }

    /** Where the memory lies. */
    public Device device() {
        return device;
    }

    /** The dimensions, a copy. */
    public long[] shape() {
        return shape.clone();
    }

    /** Elements. */
    public long size() {
        return size;
    }

    /**
     * For devices: the first element.
     *
     * @throws IllegalStateException if the tensor or its owner is closed
     */
    public FloatPointer pointer() {
        boolean freed = owner == null ? memory.isNull() : owner.memory.isNull();
        if (freed && size > 0) {
            throw new IllegalStateException("%s is closed".formatted(this));
        }
        return memory;
    }

    /**
     * Elements {@code offset} and on, in another shape, sharing this tensor's memory.
     *
     * @throws IllegalArgumentException if they are not all within this tensor
     */
    public Tensor view(long offset, long... newShape) {
        long needed = size(newShape);
        if (offset < 0 || needed > size - offset) {
            throw new IllegalArgumentException(
                    "elements %d..%d are outside %s".formatted(offset, offset + needed, this));
        }
        return new Tensor(
                device, pointer().getPointer(offset), owner == null ? this : owner, newShape);
    }

    /** Sets every element to zero. */
    public void zero() {
        device.zero(this);
    }

    /**
     * Copies all of {@code values} into the first elements.
     *
     * @throws IllegalArgumentException if there are more than this tensor has
     */
    public void copyFrom(float... values) {
        copyFrom(FloatBuffer.wrap(values));
    }

    /**
     * Copies what remains in {@code values} into the first elements; its position stays.
     *
     * @throws IllegalArgumentException if there are more than this tensor has
     */
    public void copyFrom(FloatBuffer values) {
        fits(values.remaining());
        device.write(values, this);
    }

    /**
     * Copies every element of a tensor of the same device and size.
     *
     * @throws IllegalArgumentException if the devices or the sizes differ
     */
    public void copyFrom(Tensor source) {
        if (source.device != device) {
            throw new IllegalArgumentException(
                    "%s lies on another device (%s) than %s (%s)"
                            .formatted(source, source.device.name(), this, device.name()));
        }
        if (source.size != size) {
            throw new IllegalArgumentException("%s is not the size of %s".formatted(source, this));
        }
        device.copy(source, this);
    }

    /** The first elements, as many as {@code values} holds. */
    public void copyTo(float[] values) {
        copyTo(FloatBuffer.wrap(values));
    }

    /** The first elements, as many as remain in {@code values}; its position stays. */
    public void copyTo(FloatBuffer values) {
        fits(values.remaining());
        device.read(this, values);
    }

    /** Every element. */
    public float[] toArray() {
        float[] values = new float[Math.toIntExact(size)];
        copyTo(values);
        return values;
    }

    private void fits(long count) {
        if (count > size) {
            throw new IllegalArgumentException(
                    "%d values do not fit %s of %d".formatted(count, this, size));
        }
    }

    /** Frees the memory, if this tensor owns it. A second call does nothing. */
    @Override
    public void close() {
        if (owner == null) {
            memory.close();
        }
    }

    @Override
    public String toString() {
        return "tensor " + Arrays.toString(shape);
    }
}
