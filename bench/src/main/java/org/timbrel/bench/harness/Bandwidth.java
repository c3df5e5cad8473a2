// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * How fast this machine reads an array again and again, divided among threads: from its caches
 * where they hold it, as they hold the weights of a network that generates.
 *
 * <p>{@link Arrays#mismatch} of two equal halves reads every byte once, in the widest vectors that
 * the JVM uses, and does next to nothing with them.
 */
final class Bandwidth {

    private static final long PASS_BYTES = 64L << 20;

    private Bandwidth() {}

    /**
     * The fastest of {@code samples} samples.
     *
     * @param bytes of the whole array
     * @return 10⁹ bytes a second
     */
    static double measure(long bytes, int threads, int samples) throws InterruptedException {
        int half = (int) Math.max(64, bytes / threads / 2);
        int passes = (int) Math.max(1, PASS_BYTES / (2L * half * threads));
        List<Reader> readers = new ArrayList<>();
        CyclicBarrier barrier = new CyclicBarrier(threads);
        for (int k = 0; k < threads; k++) {
            readers.add(new Reader(half, passes, samples, barrier));
        }
        readers.forEach(Thread::start);
        for (Reader reader : readers) {
            reader.join();
        }
        double best = 0;
        for (int sample = 0; sample < samples; sample++) {
            long slowest = 0;
            for (Reader reader : readers) {
                slowest = Math.max(slowest, reader.nanos[sample]);
            }
            best = Math.max(best, 2.0 * half * threads * passes / slowest);
        }
        return best;
    }

    /** One thread with its share. */
    private static final class Reader extends Thread {
        private final byte[] first;
        private final byte[] second;
        private final int passes;
        private final CyclicBarrier barrier;
        private final long[] nanos;

        Reader(int half, int passes, int samples, CyclicBarrier barrier) {
            first = new byte[half];
            second = new byte[half];
            this.passes = passes;
            this.barrier = barrier;
            nanos = new long[samples];
            Arrays.fill(first, (byte) 1);
            Arrays.fill(second, (byte) 1);
        }

        @Override
        public void run() {
            try {
                for (int sample = 0; sample < nanos.length; sample++) {
                    barrier.await();
                    long begin = System.nanoTime();
                    for (int pass = 0; pass < passes; pass++) {
                        if (Arrays.mismatch(first, second) >= 0) {
                            throw new AssertionError("equal arrays differ");
                        }
                    }
                    nanos[sample] = System.nanoTime() - begin;
                }
            } catch (InterruptedException | BrokenBarrierException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
