// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.safetensors;

import java.util.List;

/**
 * What the header says about one tensor.
 *
 * @param name as PyTorch names it, such as {@code weight_ih_l0}
 * @param type of its elements
 * @param shape the last index fastest; empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end one past the last byte
 */
public record TensorInfo(String name, ElementType type, List<Long> shape, long begin, long end) {

    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** Elements: the product of the shape, 1 for a scalar. */
    public long count() {
        return (end - begin) / type.bytes();
    }
}
