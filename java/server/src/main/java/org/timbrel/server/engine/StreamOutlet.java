// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where a listener gets a stream's samples, at its pace. One thread reads at a time. */
final class StreamOutlet {

    /** The longest piece for which a listener at {@link Pace#REALTIME} waits. */
    private static final double PIECE_SECONDS = 0.05;

    private final StreamSound sound;
    private final StreamRequest request;
    private final EngineListener listener;
    private final int rate;
    private final long samples;
    private final long requestedAt;
    private final long openedAt;
    private final Pacer pacer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;
    private long givenAt;

    /** Samples for which somebody waits; 0: nobody does. */
    private volatile int lacking;

    private volatile boolean reading;
    private volatile long readAt;
    private volatile long taken;

    /**
     * @param samples after which it ends
     * @param requestedAt when the listener asked for the stream, and
     * @param openedAt when it got a slot, as {@link System#nanoTime} has it
     */
    StreamOutlet(
            StreamSound sound,
            StreamRequest request,
            EngineListener listener,
            int rate,
            long samples,
            long requestedAt,
            long openedAt) {
        this.sound = sound;
        this.request = request;
        this.listener = listener;
        this.rate = rate;
        this.samples = samples;
        this.requestedAt = requestedAt;
        this.openedAt = openedAt;
        readAt = openedAt;
        pacer = new Pacer(rate, Math.max(StreamRequest.LEAST_LEAD, request.leadSeconds()));
    }

    /** Samples that the listener has. */
    long taken() {
        return taken;
    }

    /** Whether the listener has all. */
    boolean finished() {
        return taken == samples || (sound.finished() && sound.samples().readable() == 0);
    }

    /** For how long nobody has read; 0 while somebody waits. */
    long absent(long now) {
        return reading ? 0 : Math.max(0, now - readAt);
    }

    /**
     * How long it is until a listener lacks samples.
     *
     * @param made samples so far
     */
    long left(long made, long now) {
        // One that is late hears what it has not taken when it comes.
        long untaken = pacer.lasts(Math.max(0, made - taken));
        return pacer.begun() ? Math.max(untaken, pacer.heardAt(made) - now) : untaken;
    }

    /** There are more samples. Somebody who waits for the time, not for samples, sleeps on. */
    void wake() {
        int least = lacking;
        if (least == 0 || (sound.samples().readable() < least && !sound.finished())) {
            return;
        }
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives no more samples. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for samples, as {@link LiveTexture#read} says.
     *
     * @return samples; -1: there are no more
     */
    int read(float[] out, int offset, int length) throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, out.length);
        lock.lockInterruptibly();
        try {
            if (reading) {
                throw new IllegalStateException("two threads read one stream");
            }
            reading = true;
            try {
                return length == 0 ? 0 : give(out, offset, length);
            } finally {
                lacking = 0;
                reading = false;
                readAt = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private int give(float[] out, int offset, int length) throws InterruptedException {
        if (pacer.begun()) {
            pacer.late(taken, System.nanoTime());
        }
        boolean waited = false;
        while (true) {
            if (closed || finished()) {
                return -1;
            }
            int count = piece(length);
            long early = pacer.begun() ? pacer.dueAt(taken + count) - System.nanoTime() : 0;
            lacking = count;
            if (sound.samples().readable() < count) {
                waited = true;
                changed.await();
                continue;
            }
            lacking = 0;
            if (early > 0) {
                changed.awaitNanos(early);
            } else {
                sound.samples().read(out, offset, count);
                given(count, waited);
                return count;
            }
        }
    }

    /** As many samples as are given at once. */
    private int piece(int length) {
        int there = sound.samples().readable();
        if (request.pace() == Pace.FAST) {
            return Math.max(1, Math.min(length, there));
        }
        long least = Math.min(Math.min(length, (int) (PIECE_SECONDS * rate)), samples - taken);
        return (int) (sound.finished() ? Math.min(least, there) : least);
    }

    private void given(int count, boolean waited) {
        long now = System.nanoTime();
        String model = request.model();
        if (taken == 0) {
            listener.firstAudio(
                    model, Pacer.seconds(now - requestedAt), Pacer.seconds(now - openedAt));
            if (request.pace() == Pace.REALTIME) {
                pacer.begin(now);
            }
        } else {
            long late = waited && pacer.begun() ? pacer.late(taken, now) : 0;
            if (late > 0) {
                listener.underrun(model, Pacer.seconds(late));
            }
            listener.chunk(model, count / (double) rate, Pacer.seconds(now - givenAt));
        }
        givenAt = now;
        long before = taken;
        taken = before + count;
    }
}
