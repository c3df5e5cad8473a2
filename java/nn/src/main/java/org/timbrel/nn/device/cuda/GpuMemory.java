// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.Locale;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.timbrel.nn.device.DeviceMemoryException;

/**
 * Memory of a GPU. The pointers hold addresses of the GPU's own, which the host cannot read; they
 * free what they point to when they are closed, once.
 *
 * <p>Their capacity stays 0: JavaCPP adds up capacities against the limit of the host's memory.
 */
final class GpuMemory {

    private final GpuQueue queue;

    GpuMemory(GpuQueue queue) {
        this.queue = queue;
    }

    FloatPointer floats(long count, String what) {
        return new Floats(allocate(count, Float.BYTES, what), queue);
    }

    LongPointer longs(long count, String what) {
        return new Longs(allocate(count, Long.BYTES, what), queue);
    }

    DoublePointer doubles(long count, String what) {
        return new Doubles(allocate(count, Double.BYTES, what), queue);
    }

    /**
     * @param what it is for
     * @throws DeviceMemoryException if the GPU has not so much
     */
    private Pointer allocate(long count, int size, String what) {
        long bytes = Math.max(1, count) * size;
        return queue.use(
                () -> {
                    Pointer memory = new Pointer();
                    int result = cudart.cudaMalloc(memory, bytes);
                    for (int time = 0;
                            time < 3 && result == cudart.cudaErrorMemoryAllocation;
                            time++) {
                        collectGarbage();
                        result = cudart.cudaMalloc(memory, bytes);
                    }
                    if (result == cudart.cudaErrorMemoryAllocation) {
                        cudart.cudaGetLastError();
                        throw new DeviceMemoryException(shortage(bytes, what));
                    }
                    queue.check("cudaMalloc of %d bytes for %s".formatted(bytes, what), result);
                    return memory;
                });
    }

    /** What nobody closed goes with the host's garbage, of which work on a GPU makes little. */
    private static void collectGarbage() {
        System.gc();
        try {
            Thread.sleep(50); // The collector hands over what it found in a thread of its own.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Pointer.deallocateReferences();
    }

    private String shortage(long bytes, String what) {
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            queue.check("cudaMemGetInfo", cudart.cudaMemGetInfo(free, total));
            return ("%s has no room for %s (%s): %s of its %s are free; a smaller batch or shorter"
                            + " sequences need less, and the CPU (--device cpu) may have more")
                    .formatted(
                            queue.name(),
                            what,
                            mebibytes(bytes),
                            mebibytes(free.get()),
                            mebibytes(total.get()));
        }
    }

    static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }

    /** Frees once, from any thread; what is lost with its GPU is not freed. */
    private static void release(GpuQueue queue, Pointer memory) {
        if (!queue.isLost()) {
            cudart.cudaFree(memory);
        }
    }

    private static final class Floats extends FloatPointer {
        Floats(Pointer memory, GpuQueue queue) {
            super(memory);
            deallocator(() -> release(queue, memory));
        }
    }

    private static final class Longs extends LongPointer {
        Longs(Pointer memory, GpuQueue queue) {
            super(memory);
            deallocator(() -> release(queue, memory));
        }
    }

    private static final class Doubles extends DoublePointer {
        Doubles(Pointer memory, GpuQueue queue) {
            super(memory);
            deallocator(() -> release(queue, memory));
        }
    }
}
