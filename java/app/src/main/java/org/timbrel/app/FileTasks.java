// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs the same task on many files over a few threads; a file that fails stops no other. */
public final class FileTasks {

    /** How long an interrupted job waits for its threads to put their half-written files away. */
    private static final long STOP_SECONDS = 5;

    private FileTasks() {}

    /** What is done with one item. */
    public interface Task<T, R> {
        R run(T item) throws IOException;
    }

    /**
     * Runs {@code task} on every item and waits for all of them. When the calling thread is
     * interrupted the running tasks are interrupted too, and the report holds what was finished.
     *
     * @param jobs how many threads, at least 1
     * @param name the file by which a failed item is reported
     */
    public static <T, R> JobReport<R> run(
            List<T> items, int jobs, Function<T, Path> name, Task<T, R> task) {
        if (jobs < 1) {
            throw new IllegalArgumentException("jobs " + jobs + " is below 1");
        }
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        List<Future<R>> futures = new ArrayList<>();
        for (T item : items) {
            futures.add(pool.submit(() -> task.run(item)));
        }
        pool.shutdown();
        boolean interrupted = false;
        try {
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            interrupted = true;
            stop(pool);
        }
        JobReport<R> report = collect(items, futures, name, interrupted);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return report;
    }

    private static void stop(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T, R> JobReport<R> collect(
            List<T> items, List<Future<R>> futures, Function<T, Path> name, boolean interrupted) {
        List<R> done = new ArrayList<>();
        List<FileFailure> failed = new ArrayList<>();
        for (int i = 0; i < futures.size(); i++) {
            Future<R> future = futures.get(i);
            if (!future.isDone()) {
                continue;
            }
            try {
                done.add(future.get());
            } catch (ExecutionException e) {
                if (!interrupted) {
                    failed.add(new FileFailure(name.apply(items.get(i)), e.getCause()));
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("a finished task does not wait", e);
            }
        }
        return new JobReport<>(done, failed, interrupted);
    }
}
