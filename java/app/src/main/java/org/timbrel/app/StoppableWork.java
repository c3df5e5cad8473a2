// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Work on a thread of its own, which is asked to stop and never interrupted: an interrupted thread
 * cannot write files any more, so it could not end what it has begun.
 */
final class StoppableWork {

    private StoppableWork() {}

    /**
     * Waits for the work, however often the calling thread is interrupted meanwhile; it is
     * interrupted afterwards.
     *
     * @param stop called when it is; makes the work end soon
     * @return what the work gave
     * @throws IOException from the work
     */
    static <R> R run(Callable<R> work, Runnable stop) throws IOException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return await(thread.submit(work), stop);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } finally {
            thread.shutdown();
        }
    }

    private static <R> R await(Future<R> work, Runnable stop) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop.run();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException thrown(Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause);
    }
}
