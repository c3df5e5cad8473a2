// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Objects;
import org.bytedeco.javacpp.LongPointer;

/** Integers in a device's memory: lengths of sequences, seeds, positions. Freed when closed. */
public final class Indices implements AutoCloseable {

    private final Device device;
    private final LongPointer memory;
    private final int size;

    /** For devices: wraps memory that the indices will free. */
    public Indices(Device device, LongPointer memory, int size) {
        this.device = Objects.requireNonNull(device, "device");
        this.memory = Objects.requireNonNull(memory, "memory");
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
     * @throws IllegalStateException if closed
     */
    public LongPointer pointer() {
        if (memory.isNull() && size > 0) {
            throw new IllegalStateException("indices [%d] are closed".formatted(size));
        }
        return memory;
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

    /** Frees the memory. A second call does nothing. */
    @Override
    public void close() {
        memory.close();
    }
}
