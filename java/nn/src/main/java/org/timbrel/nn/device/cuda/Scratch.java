// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.timbrel.nn.device.PackedNetwork;
import org.timbrel.nn.device.TextureArrays;

/**
 * Scratch memory for kernels. All work of a lane is done in order, so that one piece serves all of
 * it. Pieces that became too small stay until the end, because recorded work still has their
 * addresses; a new one is at least twice as large, which keeps what they waste below what is used.
 */
final class Scratch implements AutoCloseable {

    private final GpuQueue queue;
    private final GpuMemory memory;
    private final Deque<FloatPointer> pieces = new ArrayDeque<>();
    private long bytes;

    Scratch(GpuQueue queue, GpuMemory memory) {
        this.queue = queue;
        this.memory = memory;
    }

    /** At least so many bytes, aligned to 256. Used by whoever has the queue's turn. */
    FloatPointer atLeast(long needed) {
        if (pieces.isEmpty() || needed > bytes) {
            if (queue.capturing()) {
                // Recorded work has run before, so that this is work which changes from run to run.
                throw new IllegalStateException("recorded work needs more memory than at first");
            }
            // cudaMalloc aligns to 256; the multiple makes whatever stands in for it do so too.
            long grown = (Math.max(needed, 2 * bytes) + 255) / 256 * 256;
            pieces.push(memory.floats(grown / Float.BYTES, "scratch memory of kernels"));
            bytes = grown;
        }
        return pieces.peek();
    }

    /** What a recurrent layer of H units, and anything else that is not generation, needs. */
    FloatPointer forLayer(long batch, long hiddenSize) {
        long[] size = new long[1];
        queue.launch(() -> TimbrelCuda.workspaceSize(batch, hiddenSize, size));
        return atLeast(size[0]);
    }

    /** What generating with N slots needs; texture: null where there is none. */
    FloatPointer forGeneration(PackedNetwork network, TextureArrays texture, long slots) {
        long[] size = new long[1];
        long[] fields = texture == null ? null : texture.fields();
        queue.launch(
                () ->
                        TimbrelCuda.generateWorkspaceSize(
                                network.shape().fields(),
                                fields,
                                slots,
                                size,
                                network.plan().fields()));
        return atLeast(size[0]);
    }

    @Override
    public void close() {
        pieces.forEach(Pointer::close);
        pieces.clear();
    }
}
