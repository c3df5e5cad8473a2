// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The way between the host's arrays and the GPU's: two pages of page-locked memory, so that one is
 * filled while the other is under way. Small copies lie in a page one behind the other: those that
 * change a few values behind a long kernel do not wait for it. Used by whoever has the queue's
 * turn.
 */
final class Staging implements AutoCloseable {

    /** Large enough for the bus to reach its speed, small enough to be had anywhere. */
    static final int PAGE_BYTES = 4 << 20;

    /** What copies are aligned to. */
    private static final int LINE_BYTES = 256;

    /** Reads or writes the page: bytes {@code offset} and on of the host's array. */
    interface Step {
        void with(ByteBuffer page, long offset);
    }

    private final GpuQueue queue;
    private final Page[] pages;
    private int filling;

    Staging(GpuQueue queue) {
        this.queue = queue;
        pages = queue.use(() -> new Page[] {new Page(queue), new Page(queue)});
    }

    /** Copies to the GPU; {@code fill} is done when this returns, the copy later. */
    void upload(Pointer target, long bytes, Step fill) {
        queue.use(
                () -> {
                    queue.requireNotRecorded("be written");
                    for (long offset = 0; offset < bytes; offset += PAGE_BYTES) {
                        int part = (int) Math.min(PAGE_BYTES, bytes - offset);
                        Page page = withRoom(part);
                        int place = page.take(part);
                        fill.with(page.buffer(place, part), offset);
                        page.copy(at(target, offset), at(page.memory, place), part, true);
                    }
                });
    }

    /** Copies from the GPU, once all work that was added before is done. */
    void download(Pointer source, long bytes, Step drain) {
        queue.use(
                () -> {
                    queue.requireNotRecorded("be read");
                    for (long offset = 0; offset < bytes; offset += PAGE_BYTES) {
                        int part = (int) Math.min(PAGE_BYTES, bytes - offset);
                        Page page = withRoom(part);
                        int place = page.take(part);
                        page.copy(at(page.memory, place), at(source, offset), part, false);
                        queue.await();
                        drain.with(page.buffer(place, part), offset);
                    }
                });
    }

    /** The page that is being filled, or the other one as soon as it is under way no more. */
    private Page withRoom(int bytes) {
        if (pages[filling].used + bytes > PAGE_BYTES) {
            filling = 1 - filling;
            pages[filling].await();
            pages[filling].used = 0;
        }
        return pages[filling];
    }

    /** An address is moved rather than a position: CUDA's untyped pointers count in bytes. */
    private static Pointer at(Pointer start, long bytes) {
        return new BytePointer(start).getPointer(bytes);
    }

    @Override
    public void close() {
        for (Page page : pages) {
            page.close();
        }
    }

    private static final class Page implements AutoCloseable {
        final GpuQueue queue;
        final BytePointer memory = new BytePointer((Pointer) null);
        final CUevent_st copied = new CUevent_st();
        private final ByteBuffer bytes;
        private int used;

        Page(GpuQueue queue) {
            this.queue = queue;
            queue.check("cudaHostAlloc", cudart.cudaHostAlloc(memory, PAGE_BYTES, 0));
            bytes = memory.capacity(PAGE_BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
            queue.check(
                    "cudaEventCreateWithFlags",
                    cudart.cudaEventCreateWithFlags(copied, cudart.cudaEventDisableTiming));
        }

        /** Where so many bytes lie from now on. */
        int take(int count) {
            int place = used;
            used = (used + count + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
            return place;
        }

        ByteBuffer buffer(int place, int count) {
            return bytes.slice(place, count).order(ByteOrder.nativeOrder());
        }

        /** Waits until the page's last copy is done. */
        void await() {
            queue.check("cudaEventSynchronize", cudart.cudaEventSynchronize(copied));
        }

        void copy(Pointer target, Pointer source, int count, boolean toGpu) {
            int kind = toGpu ? cudart.cudaMemcpyHostToDevice : cudart.cudaMemcpyDeviceToHost;
            queue.check(
                    "cudaMemcpyAsync",
                    cudart.cudaMemcpyAsync(target, source, count, kind, queue.stream()));
            queue.check("cudaEventRecord", cudart.cudaEventRecord(copied, queue.stream()));
        }

        @Override
        public void close() {
            cudart.cudaEventDestroy(copied);
            cudart.cudaFreeHost(memory);
        }
    }
}
