// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import org.timbrel.nn.device.Tensor;

/** The sizes of a dense layer at work: rows R of I inputs each to O outputs. */
record DenseShape(long rows, long inputSize, long outputSize) {

    /**
     * From a weight [O,I] and inputs whose last dimension is I.
     *
     * @throws IllegalArgumentException if they do not go together
     */
    static DenseShape of(Tensor x, Tensor weight) {
        long[] inputs = x.shape();
        long[] sizes = weight.shape();
        if (sizes.length != 2 || inputs.length == 0 || inputs[inputs.length - 1] != sizes[1]) {
            throw new IllegalArgumentException(
                    "x %s does not go into weight %s".formatted(x, weight));
        }
        return new DenseShape(sizes[1] == 0 ? 0 : x.size() / sizes[1], sizes[1], sizes[0]);
    }

    long outputCount() {
        return rows * outputSize;
    }
}
