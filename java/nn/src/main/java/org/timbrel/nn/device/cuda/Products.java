// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.bytedeco.javacpp.FloatPointer;

/** Large matrix products on a GPU's queue, row-major, in one precision. */
interface Products extends AutoCloseable {

    /**
     * C = A B, or C + A B. Used by whoever has the queue's turn.
     *
     * @param a [M,K], or [K,M] if transposed
     * @param b [K,N], or [N,K] if transposed
     * @param c [M,N] out
     */
    void multiply(
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            long rows,
            long columns,
            long depth,
            FloatPointer a,
            FloatPointer b,
            FloatPointer c);

    @Override
    void close();
}
