// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.timbrel.server.engine.RejectedException.Reason;

/** Who gets a slot: whoever asked first, but nobody for whom there is no room to wait. */
final class Admission {

    private final EngineSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition allFree = lock.newCondition();
    private final Deque<Ticket> queue = new ArrayDeque<>();
    private final Map<String, Integer> owned = new HashMap<>();
    private int taken;
    private Reason closed;

    Admission(EngineSettings settings) {
        this.settings = settings;
    }

    /** The right to a slot, from when it is granted to when it is given back. */
    final class Ticket {
        private final String owner;
        private final Condition changed = lock.newCondition();
        private boolean granted;
        private Reason refused;

        private Ticket(String owner) {
            this.owner = owner;
        }

        /** Waits until it is granted, as long as one may wait. */
        void await() throws RejectedException, InterruptedException {
            lock.lock();
            try {
                long left = Pacer.nanos(settings.queueSeconds());
                while (!granted && refused == null) {
                    if (left <= 0) {
                        throw leave(Reason.QUEUE_TIMEOUT);
                    }
                    left = changed.awaitNanos(left);
                }
                if (refused != null) {
                    throw leave(refused);
                }
            } catch (InterruptedException e) {
                giveBack();
                throw e;
            } finally {
                lock.unlock();
            }
        }

        private RejectedException leave(Reason reason) {
            giveBack();
            return rejected(reason, owner);
        }

        /** If it waits, it need not any more. */
        void refuse(Reason reason) {
            lock.lock();
            try {
                if (!granted && refused == null) {
                    refused = reason;
                    changed.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Once: it is another's turn. */
        void giveBack() {
            lock.lock();
            try {
                owned.computeIfPresent(owner, (name, count) -> count > 1 ? count - 1 : null);
                if (granted) {
                    taken--;
                } else {
                    queue.remove(this);
                }
                grant();
                if (taken == 0) {
                    allFree.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Takes a place in the queue; {@link Ticket#await} is next.
     *
     * @throws RejectedException if there is none
     */
    Ticket enter(String owner) throws RejectedException {
        lock.lock();
        try {
            if (closed != null) {
                throw rejected(closed, owner);
            }
            if (owned.getOrDefault(owner, 0) >= settings.streamsPerOwner()) {
                throw rejected(Reason.OWNER_LIMIT, owner);
            }
            if (taken == settings.slots() && queue.size() >= settings.maxQueue()) {
                throw rejected(Reason.QUEUE_FULL, owner);
            }
            Ticket ticket = new Ticket(owner);
            owned.merge(owner, 1, Integer::sum);
            queue.add(ticket);
            grant();
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    private void grant() {
        while (taken < settings.slots() && !queue.isEmpty()) {
            Ticket next = queue.remove();
            next.granted = true;
            taken++;
            next.changed.signal();
        }
    }

    RejectedException rejected(Reason reason, String owner) {
        int soon = (int) Math.max(1, Math.ceil(settings.queueSeconds()));
        return new RejectedException(
                reason,
                soon,
                switch (reason) {
                    case QUEUE_FULL ->
                            "no slot is free (%d), nor a place in the queue (%d): try again in %d s"
                                    .formatted(settings.slots(), settings.maxQueue(), soon);
                    case QUEUE_TIMEOUT ->
                            "none of %d slots became free within %s s: try again in %d s"
                                    .formatted(settings.slots(), settings.queueSeconds(), soon);
                    case OWNER_LIMIT ->
                            "%s has %d streams already: end one first"
                                    .formatted(owner, settings.streamsPerOwner());
                    case DRAINING -> "the server is shutting down";
                    case FAILED -> "the device failed: the server must be started anew";
                    case CANCELLED -> "it was cancelled while it waited";
                });
    }

    /** Sends away those who wait and those who come; those who have a slot keep it. */
    void close(Reason reason) {
        lock.lock();
        try {
            // A failure is told rather than that it drains.
            closed = closed == Reason.FAILED ? closed : reason;
            queue.forEach(ticket -> ticket.refuse(reason));
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed != null;
        } finally {
            lock.unlock();
        }
    }

    /** Slots that are taken. */
    int taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all slots are free; whether they are. */
    boolean awaitAllFree(double seconds) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos((long) (seconds * 1e3));
            while (taken > 0 && left > 0) {
                left = allFree.awaitNanos(left);
            }
            return taken == 0;
        } finally {
            lock.unlock();
        }
    }
}
