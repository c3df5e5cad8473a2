// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.safetensors;

import java.util.Arrays;
import java.util.List;

/** A tensor of floats to be written. */
public final class NamedTensor {

    private final String name;
    private final List<Long> shape;
    private final float[] values;

    private NamedTensor(String name, List<Long> shape, float[] values) {
        this.name = name;
        this.shape = shape;
        this.values = values;
    }

    /**
     * A tensor of the given shape.
     *
     * @param name as PyTorch names it
     * @param values its elements, row-major; not copied
     * @param shape the last index fastest; none for a scalar
     * @throws IllegalArgumentException if the shape does not have that many elements
     */
    public static NamedTensor of(String name, float[] values, long... shape) {
        List<Long> sizes = Arrays.stream(shape).boxed().toList();
        long count = 1;
        for (long size : shape) {
            count = size < 0 ? -1 : Math.multiplyExact(count, size);
        }
        if (count != values.length) {
            throw new IllegalArgumentException(
                    "%s has shape %s, but %d values".formatted(name, sizes, values.length));
        }
        return new NamedTensor(name, sizes, values);
    }

    /** As PyTorch names it. */
    public String name() {
        return name;
    }

    /** The last index fastest; empty for a scalar. Unmodifiable. */
    public List<Long> shape() {
        return shape;
    }

    /** Its elements, row-major: the array itself. */
    public float[] values() {
        return values;
    }
}
