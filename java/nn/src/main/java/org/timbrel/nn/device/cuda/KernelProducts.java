// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.bytedeco.javacpp.FloatPointer;
import org.timbrel.nn.device.Precision;

/** Products by libtimbrel_cuda's own kernel: slower than cuBLAS, and always there. */
final class KernelProducts implements Products {

    private final GpuQueue queue;
    private final Precision precision;

    KernelProducts(GpuQueue queue, Precision precision) {
        this.queue = queue;
        this.precision = precision;
    }

    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            long rows,
            long columns,
            long depth,
            FloatPointer a,
            FloatPointer b,
            FloatPointer c) {
        queue.launch(
                () ->
                        TimbrelCuda.gemm(
                                precision.code(),
                                transposeA ? 1 : 0,
                                transposeB ? 1 : 0,
                                accumulate ? 1 : 0,
                                rows,
                                columns,
                                depth,
                                a,
                                b,
                                c,
                                queue.stream()));
    }

    @Override
    public void close() {}
}
