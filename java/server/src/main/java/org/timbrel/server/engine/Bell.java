// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a thread that has nothing to do. A ring that nobody waits for is kept. */
final class Bell {

    private final Semaphore rings = new Semaphore(0);

    void ring() {
        if (rings.availablePermits() == 0) {
            rings.release();
        }
    }

    /**
     * Waits for a ring, or so long.
     *
     * @return whether it rang
     */
    boolean await(long millis) {
        boolean rang = false;
        try {
            rang = rings.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody but the engine has the thread, and it rings to end it.
            rang = true;
        }
        rings.drainPermits();
        return rang;
    }
}
