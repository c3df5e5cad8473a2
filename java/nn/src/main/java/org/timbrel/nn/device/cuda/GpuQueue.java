// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.IntPointer;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.NativeStatus;

/**
 * One GPU's queue of work: a stream that everything goes through in order, but for what {@link
 * Lanes} put beside it; whose turn it is to add to it, and whether the GPU is still there. After an
 * error that CUDA does not recover from every use fails at once with the line of that error; so it
 * does once kernels left before they were done, for nobody knows who reads what they should have
 * written.
 */
final class GpuQueue implements AutoCloseable {

    private final int index;
    private final String name;
    private final CUstream_st stream = new CUstream_st();
    private final Signal signal;

    /** Held while work is added, and for as long as a graph is captured: that must be alone. */
    private final ReentrantLock turn = new ReentrantLock();

    /** Held to read by whoever waits for an event, to write while the stream is freed. */
    private final ReadWriteLock waits = new ReentrantReadWriteLock();

    /** Where work goes now: the queue's own stream, or that of a lane beside it. */
    private CUstream_st current = stream;

    private boolean capturing;
    private volatile boolean closed;
    private volatile String lost = "";

    /**
     * @param index of the GPU as the CUDA runtime counts
     * @throws DeviceException if it has no such GPU or refuses a stream
     */
    GpuQueue(int index) {
        this.index = index;
        name = "cuda:" + index;
        check("cudaSetDevice", cudart.cudaSetDevice(index));
        // Without the implicit order with the default stream, which would end a capture.
        check(
                "cudaStreamCreateWithFlags",
                cudart.cudaStreamCreateWithFlags(stream, cudart.cudaStreamNonBlocking));
        try {
            signal = new Signal(this);
        } catch (RuntimeException | Error e) {
            cudart.cudaStreamDestroy(stream);
            throw e;
        }
    }

    String name() {
        return name;
    }

    /** Where work goes. Asked for by whoever has the turn. */
    CUstream_st stream() {
        return current;
    }

    /** Sends what is added from now on to a stream, by whoever keeps the turn. */
    void onto(CUstream_st lane) {
        current = lane;
    }

    /** Of kernels whose blocks wait for each other; null once closed. */
    IntPointer signal() {
        return signal.pointer();
    }

    /** Does {@code work} with the GPU as this thread's current one, and alone on the queue. */
    <T> T use(Supplier<T> work) {
        turn.lock();
        try {
            requireAlive();
            // CUDA's current device is each thread's own.
            check("cudaSetDevice", cudart.cudaSetDevice(index));
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    void use(Runnable work) {
        use(
                () -> {
                    work.run();
                    return null;
                });
    }

    /** Launches kernels: a function of libtimbrel_cuda, which gives a tb_status. */
    void launch(IntSupplier kernels) {
        use(() -> checkKernels(kernels.getAsInt()));
    }

    /**
     * Waits until all that was added is done.
     *
     * @throws DeviceException if kernels left before they were done, too
     */
    void await() {
        check("cudaStreamSynchronize", cudart.cudaStreamSynchronize(stream));
        requireDone();
    }

    /**
     * Waits until an event of the stream has come, and for nothing behind it. Whoever calls needs
     * no turn, and keeps no one from having one.
     *
     * @throws DeviceException as {@link #await()}
     */
    void awaitEvent(CUevent_st event) {
        waits.readLock().lock();
        try {
            requireAlive();
            check("cudaEventSynchronize", cudart.cudaEventSynchronize(event));
            requireDone();
        } finally {
            waits.readLock().unlock();
        }
    }

    /** The same where only the memory matters that was copied to. Never throws. */
    void settle(CUevent_st event) {
        waits.readLock().lock();
        try {
            if (!closed && !isLost()) {
                cudart.cudaEventSynchronize(event);
                cudart.cudaGetLastError();
            }
        } finally {
            waits.readLock().unlock();
        }
    }

    /**
     * Behind a wait for kernels.
     *
     * @throws DeviceException if any has ever left before it was done
     */
    void requireDone() {
        if (signal.left()) {
            throw new DeviceException(
                    ("%s: a kernel was stopped, or its blocks waited for each other for a second"
                                    + " in vain; what it computed is undefined, and so may be what"
                                    + " was made of that: begin anew. %s=plain does without such"
                                    + " kernels")
                            .formatted(name, KernelChoice.VARIABLE));
        }
    }

    /** Whether calls are noted down for a graph instead of being carried out. */
    boolean capturing() {
        return capturing;
    }

    void capturing(boolean now) {
        capturing = now;
    }

    /**
     * @param what cannot be done with an array of the host's
     */
    void requireNotRecorded(String what) {
        if (capturing) {
            throw new IllegalStateException(
                    "nothing can %s in work that is recorded: it replays on the GPU alone"
                            .formatted(what));
        }
    }

    /**
     * @param call what gave {@code result}
     * @throws DeviceException unless that is success
     */
    void check(String call, int result) {
        if (result != cudart.cudaSuccess) {
            throw failure(call, result);
        }
    }

    /** The exception for a call of the CUDA runtime that failed. */
    DeviceException failure(String call, int result) {
        cudart.cudaGetLastError(); // or the next call that looks would report this one again
        String line = "%s: %s: %s".formatted(name, call, CudaErrors.describe(result));
        if (CudaErrors.isFinal(result)) {
            line = lose(line);
        }
        return new DeviceException(line);
    }

    private void checkKernels(int status) {
        if (status == NativeStatus.OK) {
            return;
        }
        throw explained(NativeStatus.exception(status, TimbrelCuda.lastError()));
    }

    /** The failure of a library's call, or that the GPU is lost where that was the cause. */
    RuntimeException explained(RuntimeException failure) {
        // Asking a stream that is captured would end the capture.
        int state = capturing ? cudart.cudaSuccess : cudart.cudaStreamQuery(stream);
        if (CudaErrors.isFinal(state)) {
            return new DeviceException(lose("%s: %s".formatted(name, failure.getMessage())));
        }
        return failure;
    }

    private synchronized String lose(String line) {
        if (lost.isEmpty()) {
            if (signal != null) { // as where the GPU is refused at the beginning
                signal.stop();
            }
            lost = line + "; this process cannot use the GPU any more: start it again";
        }
        return lost;
    }

    boolean isLost() {
        return !lost.isEmpty();
    }

    private void requireAlive() {
        if (isLost()) {
            throw new DeviceException(lost);
        }
        if (closed) {
            throw new IllegalStateException("%s is closed".formatted(name));
        }
        requireDone();
    }

    /**
     * Stops kernels that wait, waits for all other work and takes no more, so that what it used can
     * be freed.
     *
     * @return whether this is the first call
     */
    boolean finish() {
        signal.stop(); // Whoever waits for such a kernel has the turn until it leaves.
        turn.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            // The result does not matter: the GPU may be lost, and there is nothing left to do.
            cudart.cudaSetDevice(index);
            cudart.cudaStreamSynchronize(stream);
            return true;
        } finally {
            turn.unlock();
        }
    }

    /** Frees the stream. Never throws. */
    @Override
    public void close() {
        finish();
        waits.writeLock().lock();
        try {
            if (!stream.isNull()) {
                cudart.cudaStreamDestroy(stream);
                stream.setNull();
                signal.close();
                cudart.cudaGetLastError();
            }
        } finally {
            waits.writeLock().unlock();
        }
    }
}
