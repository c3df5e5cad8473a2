// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.WavefrontCell;

/**
 * The queue's own stream, and those beside it for the rows of a wavefront. Events alone order them,
 * so that a capture of the queue's stream takes the lanes in and makes one graph of all. Outside a
 * wavefront all work is on the queue's stream, and whoever waits for that waits for everything.
 */
final class Lanes implements AutoCloseable {

    private final GpuQueue queue;
    private final GpuMemory memory;
    private final Precision precision;
    private final List<Lane> lanes = new ArrayList<>();

    /** Which is filled now; whoever has the queue's turn looks at it. */
    private Lane current;

    private int beside = 1;

    Lanes(GpuQueue queue, GpuMemory memory, Precision precision) {
        this.queue = queue;
        this.memory = memory;
        this.precision = precision;
        current = new Lane(queue, memory, precision, queue.stream());
        lanes.add(current);
    }

    /** The lane that work goes to. */
    Lane current() {
        return current;
    }

    /** How many lanes share the GPU now. */
    int beside() {
        return beside;
    }

    /**
     * As {@link org.timbrel.nn.device.Device#wavefront}: a lane a row, the first the queue's own.
     */
    void wavefront(int rows, int columns, WavefrontCell work) {
        queue.use(
                () -> {
                    if (beside > 1) {
                        throw new IllegalStateException(
                                "a wavefront cannot begin in a cell of another");
                    }
                    if (rows == 0 || columns == 0) {
                        return;
                    }
                    prepare(rows);
                    beside = rows;
                    try {
                        fill(rows, columns, work);
                    } catch (RuntimeException | Error e) {
                        end();
                        joinAfter(e, rows);
                        throw e;
                    }
                    end();
                    join(rows);
                });
    }

    private void prepare(int rows) {
        while (lanes.size() < rows) {
            if (queue.capturing()) {
                // Recorded work has run before, so that this is work which changes from run to run.
                throw new IllegalStateException("recorded work needs more lanes than at first");
            }
            CUstream_st stream = new CUstream_st();
            queue.check(
                    "cudaStreamCreateWithFlags",
                    cudart.cudaStreamCreateWithFlags(stream, cudart.cudaStreamNonBlocking));
            try {
                lanes.add(new Lane(queue, memory, precision, stream));
            } catch (RuntimeException | Error e) {
                cudart.cudaStreamDestroy(stream);
                throw e;
            }
        }
    }

    /** Every lane's first cell waits for the one before, and so for what the queue had. */
    private void fill(int rows, int columns, WavefrontCell work) {
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                current = lanes.get(row);
                queue.onto(current.stream);
                if (row > 0) {
                    current.await(lanes.get(row - 1));
                }
                work.at(row, column);
                current.mark();
            }
        }
    }

    private void end() {
        beside = 1;
        current = lanes.get(0);
        queue.onto(current.stream);
    }

    private void join(int rows) {
        for (int row = 1; row < rows; row++) {
            lanes.get(row).mark();
            current.await(lanes.get(row));
        }
    }

    /** Also where a cell failed: nothing may be left that the queue does not wait for. */
    private void joinAfter(Throwable failure, int rows) {
        try {
            join(rows);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Frees all but the queue's own stream, once the queue is finished. Never throws. */
    @Override
    public void close() {
        for (int row = lanes.size() - 1; row >= 0; row--) {
            lanes.get(row).close();
            if (row > 0) {
                cudart.cudaStreamDestroy(lanes.get(row).stream);
            }
        }
        lanes.clear();
    }
}
