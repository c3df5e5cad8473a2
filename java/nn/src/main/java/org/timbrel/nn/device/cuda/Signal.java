// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Two words that the host and a GPU's kernels see: the first tells teams of blocks to leave, the
 * second that they left before they were done. timbrel.h says when they do.
 */
final class Signal implements AutoCloseable {

    private static final int STOP = 0;
    private static final int LEFT = 1;

    private final IntPointer words = new IntPointer((Pointer) null);

    /** In page-locked memory, whose address is the same for both. */
    Signal(GpuQueue queue) {
        queue.check("cudaHostAlloc", cudart.cudaHostAlloc(words, 2L * Integer.BYTES, 0));
        words.put(STOP, 0).put(LEFT, 0);
    }

    IntPointer pointer() {
        return words;
    }

    /** Blocks that wait for each other leave, now and from now on. Once closed it does nothing. */
    synchronized void stop() {
        if (!words.isNull()) {
            words.put(STOP, 1);
        }
    }

    /** Whether blocks ever left: nobody takes that back. False once closed. */
    synchronized boolean left() {
        return !words.isNull() && words.get(LEFT) != 0;
    }

    /** A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!words.isNull()) {
            cudart.cudaFreeHost(words);
            words.setNull();
        }
    }
}
