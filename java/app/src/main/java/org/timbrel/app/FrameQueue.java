// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.timbrel.audio.vocoder.FrameSource;

/** Frames on their way from one thread to another: a few chunks at most, so that memory is flat. */
final class FrameQueue implements FrameSource {

    private static final int MAX_CHUNKS = 4;

    private final int dims;
    private final Queue<float[]> chunks = new ArrayDeque<>();
    private boolean ended;
    private boolean closed;
    private boolean abandoned;
    private float[] chunk = {};
    private int next;

    FrameQueue(int dims) {
        this.dims = dims;
    }

    /** Adds whole frames; waits while the queue is full. Does nothing once nobody takes them. */
    synchronized void put(float[] frames) throws InterruptedException {
        while (chunks.size() >= MAX_CHUNKS && !closed) {
            wait();
        }
        if (!closed) {
            chunks.add(frames);
            notifyAll();
        }
    }

    /** No frames follow. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** No frames follow, and those there are make no whole: whoever takes them fails. */
    synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }

    /** Nobody takes frames any more. */
    synchronized void close() {
        closed = true;
        chunks.clear();
        notifyAll();
    }

    @Override
    public boolean next(float[] mfcc) throws IOException {
        if (next == chunk.length && !takeChunk()) {
            return false;
        }
        System.arraycopy(chunk, next, mfcc, 0, dims);
        next += dims;
        return true;
    }

    private synchronized boolean takeChunk() throws IOException {
        try {
            while (chunks.isEmpty() && !ended && !abandoned) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
        if (abandoned) {
            throw new InterruptedIOException("interrupted");
        }
        if (chunks.isEmpty()) {
            return false;
        }
        chunk = chunks.remove();
        next = 0;
        notifyAll();
        return true;
    }
}
