// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.timbrel.nn.device.DeviceMemoryException;
import org.timbrel.nn.device.ReadBack;
import org.timbrel.nn.device.Tensor;

/**
 * A copy to page-locked memory in the queue's order, and the event behind it. It has a page of its
 * own: one of {@link Staging}'s would be held until the work before it is done.
 */
final class GpuReadBack implements ReadBack {

    private final GpuQueue queue;
    private final FloatPointer page = new FloatPointer((Pointer) null);
    private final CUevent_st copied = new CUevent_st();
    private int count;

    /**
     * @throws DeviceMemoryException if the host has not so much memory that stays where it is
     */
    GpuReadBack(GpuQueue queue, int most) {
        this.queue = queue;
        // Whoever waits sleeps: others have something to do for the processor.
        int flags = cudart.cudaEventDisableTiming | cudart.cudaEventBlockingSync;
        queue.use(
                () -> {
                    allocate((long) Math.max(1, most) * Float.BYTES);
                    int result = cudart.cudaEventCreateWithFlags(copied, flags);
                    if (result != cudart.cudaSuccess) {
                        cudart.cudaFreeHost(page);
                    }
                    queue.check("cudaEventCreateWithFlags", result);
                });
    }

    private void allocate(long bytes) {
        int result = cudart.cudaHostAlloc(page, bytes, 0);
        if (result == cudart.cudaErrorMemoryAllocation) {
            cudart.cudaGetLastError();
            throw new DeviceMemoryException(
                    ("%s: the host has no %s of page-locked memory to read to; fewer steps or"
                                    + " fewer streams at once need less")
                            .formatted(queue.name(), GpuMemory.mebibytes(bytes)));
        }
        queue.check("cudaHostAlloc of %d bytes".formatted(bytes), result);
    }

    @Override
    public void begin(Tensor source, int values) {
        long bytes = (long) values * Float.BYTES;
        queue.use(
                () -> {
                    queue.requireNotRecorded("be read");
                    queue.check(
                            "cudaMemcpyAsync",
                            cudart.cudaMemcpyAsync(
                                    page,
                                    source.pointer(),
                                    bytes,
                                    cudart.cudaMemcpyDeviceToHost,
                                    queue.stream()));
                    queue.check("cudaEventRecord", cudart.cudaEventRecord(copied, queue.stream()));
                });
        count = values;
    }

    @Override
    public void take(float[] target) {
        queue.awaitEvent(copied);
        page.get(target, 0, count);
    }

    /** A second call does nothing. */
    @Override
    public void close() {
        if (!copied.isNull()) {
            queue.settle(copied);
            cudart.cudaEventDestroy(copied);
            copied.setNull();
            cudart.cudaFreeHost(page);
            page.setNull();
        }
    }
}
