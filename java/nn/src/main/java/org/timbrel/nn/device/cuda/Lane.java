// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.timbrel.nn.device.Precision;

/**
 * A stream and what work on it needs for itself, so that it may run beside another's: scratch
 * memory, and a handle of cuBLAS with its workspace, without which the bits of products would
 * depend on what runs beside them.
 */
final class Lane implements AutoCloseable {

    final CUstream_st stream;
    final Products products;
    final Scratch scratch;
    final CudaRecurrence recurrence;

    private final GpuQueue queue;
    private final Scratch sums;
    private final CUevent_st place = new CUevent_st();

    /**
     * @param stream the queue's own, or one that is made for this lane and closed by its owner
     */
    Lane(GpuQueue queue, GpuMemory memory, Precision precision, CUstream_st stream) {
        this.queue = queue;
        this.stream = stream;
        queue.use(
                () ->
                        queue.check(
                                "cudaEventCreateWithFlags",
                                cudart.cudaEventCreateWithFlags(
                                        place, cudart.cudaEventDisableTiming)));
        KernelProducts kernels = new KernelProducts(queue, precision);
        products =
                Cublas.missing().isEmpty()
                        ? new Cublas(queue, stream, memory, precision, kernels)
                        : kernels;
        scratch = new Scratch(queue, memory);
        sums = new Scratch(queue, memory);
        recurrence = new CudaRecurrence(queue, products, scratch, sums, precision);
    }

    /** Notes where the lane is now. */
    void mark() {
        queue.check("cudaEventRecord", cudart.cudaEventRecord(place, stream));
    }

    /** What is added from now on waits until the other is where it was marked last. */
    void await(Lane other) {
        queue.check("cudaStreamWaitEvent", cudart.cudaStreamWaitEvent(stream, other.place, 0));
    }

    /** Frees all but the stream. Never throws. */
    @Override
    public void close() {
        products.close();
        scratch.close();
        sums.close();
        cudart.cudaEventDestroy(place);
    }
}
