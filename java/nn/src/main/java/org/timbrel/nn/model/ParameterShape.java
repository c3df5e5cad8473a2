// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import java.util.List;

/**
 * One parameter of a network and where it lies among all of them.
 *
 * @param name as in a checkpoint, such as {@code lstm.weight_ih_l0}
 * @param shape its dimensions, row-major
 * @param offset of its first float in the flat buffer
 */
public record ParameterShape(String name, List<Integer> shape, long offset) {

    public ParameterShape {
        shape = List.copyOf(shape);
    }

    /** Floats. */
    public long size() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** The offset behind its last float. */
    public long end() {
        return offset + size();
    }

    long[] dimensions() {
        return shape.stream().mapToLong(Integer::longValue).toArray();
    }
}
