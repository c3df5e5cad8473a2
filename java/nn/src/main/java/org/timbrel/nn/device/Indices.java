// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Objects;
import org.bytedeco.javacpp.LongPointer;

/**
 * Integers in a device's memory: lengths of sequences, seeds, positions. Freed when closed; a
 * {@link #view} shares them, and must not be used once its owner is closed.
 */
public final class Indices implements AutoCloseable {

    private final Device device;
    private final LongPointer memory;

    /** Whose memory this is a view of; null: its own. */
    private final Indices owner;

    private final int size;

    /** For devices: wraps memory that the indices will free. */
    public Indices(Device device, LongPointer memory, int size) {
        this(device, memory, null, size);
    }

    private Indices(Device device, LongPointer memory, Indices owner, int size) {
        this.device = Objects.requireNonNull(device, "device");
        this.memory = Objects.requireNonNull(memory, "memory");
        this.owner = owner;
        this.size = size;
    }

    /** Where the memory lies. */
    public Device device() {
        return device;
    }

    /** Elements. */
    public int size() {
        return size;
    }

    /**
     * For devices: the first element.
     *
     * @throws IllegalStateException if they or their owner are closed
     */
    public LongPointer pointer() {
        boolean freed = owner == null ? memory.isNull() : owner.memory.isNull();
        if (freed && size > 0) {
            throw new IllegalStateException("indices [%d] are closed".formatted(size));
        }
        return memory;
    }

    /**
     * Elements {@code offset} and on, sharing the memory.
     *
     * @throws IllegalArgumentException if they are not all within these
     */
    public Indices view(int offset, int count) {
        if (offset < 0 || count < 0 || count > size - offset) {
            throw new IllegalArgumentException(
                    "elements %d..%d are outside indices [%d]"
                            .formatted(offset, (long) offset + count, size));
        }
        return new Indices(
                device, pointer().getPointer(offset), owner == null ? this : owner, count);
    }

    /**
     * Sets every element.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public void copyFrom(long... values) {
        same(values);
        device.write(values, this);
    }

    /**
     * Reads every element.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public void copyTo(long[] values) {
        same(values);
        device.read(this, values);
    }

    private void same(long[] values) {
        if (values.length != size) {
            throw new IllegalArgumentException(
                    "%d values for indices [%d]".formatted(values.length, size));
        }
    }

    /** Frees the memory, if it is theirs. A second call does nothing. */
    @Override
    public void close() {
        if (owner == null) {
            memory.close();
        }
    }
}
