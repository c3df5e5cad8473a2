// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Objects;
import org.bytedeco.javacpp.DoublePointer;

/** A few numbers in double precision in a device's memory. Freed when closed. */
public final class Doubles implements AutoCloseable {

    private final Device device;
    private final DoublePointer memory;
    private final int size;

    /** For devices: wraps memory that the numbers will free. */
    public Doubles(Device device, DoublePointer memory, int size) {
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
    public DoublePointer pointer() {
        if (memory.isNull() && size > 0) {
            throw new IllegalStateException("doubles [%d] are closed".formatted(size));
        }
        return memory;
    }

    /**
     * Sets every element.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public void copyFrom(double... values) {
        same(values.length);
        device.write(values, this);
    }

    /** Reads every element, once the work begun before is done. */
    public double[] toArray() {
        double[] values = new double[size];
        device.read(this, values);
        return values;
    }

    private void same(int count) {
        if (count != size) {
            throw new IllegalArgumentException("%d values for doubles [%d]".formatted(count, size));
        }
    }

    /** Frees the memory. A second call does nothing. */
    @Override
    public void close() {
        memory.close();
    }
}
