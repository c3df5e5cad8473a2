// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Every listener's connection and every time that something is to be done, on the thread that calls
 * {@link #run}: the generator must cost little beside the server that it measures.
 */
final class ClientLoop implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final long LONGEST_SELECT_MILLISECONDS = 100;
    private static final long NANOS_A_MILLISECOND = 1_000_000;

    private record Timer(long at, long order, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            return at != other.at
                    ? Long.compare(at - other.at, 0)
                    : Long.compare(order, other.order);
        }
    }

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long order;

    ClientLoop() throws IOException {}

    /** Of the connections; what is read lies here until the next one reads. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    /** Has a task run at a time of {@link System#nanoTime}. */
    void at(long nanos, Runnable task) {
        timers.add(new Timer(nanos, order++, task));
    }

    /** Has a client called whenever its channel is ready. */
    SelectionKey register(SocketChannel channel, int interest, StreamClient client)
            throws IOException {
        return channel.register(selector, interest, client);
    }

    /**
     * Serves until something is so, or until a time.
     *
     * @throws IOException if the selector fails; a connection's failure is its client's own
     */
    void run(BooleanSupplier until, long deadline) throws IOException {
        while (!until.getAsBoolean() && System.nanoTime() < deadline) {
            long now = System.nanoTime();
            while (!timers.isEmpty() && timers.peek().at() <= now) {
                timers.poll().task().run();
            }
            selector.select(key -> ((StreamClient) key.attachment()).ready(), pause(deadline));
        }
    }

    /** Until the next timer, at least 1 ms: nothing here is timed finer than that. */
    private long pause(long deadline) {
        long next = timers.isEmpty() ? deadline : Math.min(deadline, timers.peek().at());
        long milliseconds = (next - System.nanoTime()) / NANOS_A_MILLISECOND;
        return Math.max(1, Math.min(LONGEST_SELECT_MILLISECONDS, milliseconds));
    }

    /** Forgets all that was to be done later. */
    void clear() {
        timers.clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
