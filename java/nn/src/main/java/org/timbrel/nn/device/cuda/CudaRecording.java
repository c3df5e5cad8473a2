// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.global.cudart;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.Recording;

/**
 * Work as a CUDA graph. The first run carries the calls out, so that whatever is set up at a first
 * use is there; the second notes them down; it and all later ones replay them with one launch.
 * Where the calls cannot be noted down every run makes them.
 */
final class CudaRecording implements Recording {

    private static final Logger LOG = System.getLogger(CudaRecording.class.getName());

    private enum State {
        NEW,
        WARM,
        RECORDED,
        PLAIN
    }

    private final GpuQueue queue;
    private final Runnable work;
    private final CUgraphExec_st replay = new CUgraphExec_st();
    private State state = State.NEW;

    CudaRecording(GpuQueue queue, Runnable work) {
        this.queue = queue;
        this.work = work;
    }

    @Override
    public void run() {
        queue.use(
                () -> {
                    if (queue.capturing() || state == State.NEW || state == State.PLAIN) {
                        work.run();
                        state = state == State.NEW ? State.WARM : state;
                        return;
                    }
                    if (state == State.WARM && !record()) {
                        state = State.PLAIN;
                        work.run();
                        return;
                    }
                    state = State.RECORDED;
                    queue.check("cudaGraphLaunch", cudart.cudaGraphLaunch(replay, queue.stream()));
                });
    }

    /** Whether there is a graph now. */
    private boolean record() {
        try {
            CUgraph_st graph = capture();
            try {
                queue.check("cudaGraphInstantiate", cudart.cudaGraphInstantiate(replay, graph, 0));
            } finally {
                cudart.cudaGraphDestroy(graph);
            }
            return true;
        } catch (DeviceException e) {
            if (queue.isLost()) {
                throw e;
            }
            queue.requireDone();
            LOG.log(
                    Level.WARNING,
                    "work is not recorded as a CUDA graph, but repeated call by call: {0}",
                    e.getMessage());
            return false;
        }
    }

    private CUgraph_st capture() {
        // Other threads may allocate and free meanwhile; what this one does must suit a graph.
        queue.check(
                "cudaStreamBeginCapture",
                cudart.cudaStreamBeginCapture(
                        queue.stream(), cudart.cudaStreamCaptureModeThreadLocal));
        CUgraph_st graph = new CUgraph_st();
        queue.capturing(true);
        int ended;
        try {
            work.run();
        } finally {
            queue.capturing(false);
            // Also where the work failed, or the stream would stay as it is for ever.
            ended = cudart.cudaStreamEndCapture(queue.stream(), graph);
        }
        queue.check("cudaStreamEndCapture", ended);
        return graph;
    }

    /** Frees the graph. A second call does nothing. */
    @Override
    public void close() {
        if (!replay.isNull()) {
            cudart.cudaGraphExecDestroy(replay);
            replay.setNull();
        }
        state = State.PLAIN;
    }
}
