// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Threads that render streams, each by one thread at a time: first those whose listeners will soon
 * lack samples, then those that are not heard yet, in the order in which they came, then the rest.
 */
final class VoicePool implements AutoCloseable {

    /** A stream with less left than this goes before those that are not heard yet. */
    private static final long SOON_NANOS = 100_000_000;

    private final List<Thread> threads = new ArrayList<>();

    /** By when they got a slot. */
    private final PriorityQueue<Turn> unheard = new PriorityQueue<>();

    /** By when their listeners lack samples. */
    private final PriorityQueue<Turn> heard = new PriorityQueue<>();

    /** Those that wait for their turn or are being rendered. */
    private final Set<LiveTexture> busy = new HashSet<>();

    private boolean closed;

    /** A stream and its time, as {@link System#nanoTime} has it. */
    private record Turn(LiveTexture stream, long time) implements Comparable<Turn> {

        @Override
        public int compareTo(Turn other) {
            return Long.signum(time - other.time);
        }
    }

    VoicePool(int size) {
        for (int k = 0; k < size; k++) {
            Thread thread = new Thread(this::work, "timbrel-voice-" + k);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** There is something to be rendered. */
    synchronized void submit(LiveTexture stream) {
        if (busy.add(stream)) {
            enqueue(stream);
            notify();
        }
    }

    private void enqueue(LiveTexture stream) {
        if (stream.soundBegins()) {
            unheard.add(new Turn(stream, stream.begunNanos()));
        } else {
            heard.add(new Turn(stream, stream.lacksSoundAt(System.nanoTime())));
        }
    }

    private void work() {
        StreamSound.Scratch scratch = new StreamSound.Scratch();
        for (LiveTexture next = exchange(null); next != null; next = exchange(next)) {
            next.render(scratch);
        }
    }

    /** Puts a stream down, and waits for the next; null: the end. */
    private synchronized LiveTexture exchange(LiveTexture done) {
        if (done != null) {
            if (done.soundReady()) {
                enqueue(done);
            } else {
                busy.remove(done);
            }
        }
        while (!closed && heard.isEmpty() && unheard.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                return null;
            }
        }
        return closed ? null : next();
    }

    private LiveTexture next() {
        boolean soon = !heard.isEmpty() && heard.peek().time() - System.nanoTime() < SOON_NANOS;
        return (soon || unheard.isEmpty() ? heard : unheard).remove().stream();
    }

    /** Ends the threads, and waits until they have. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        Threads.join(threads);
    }
}
