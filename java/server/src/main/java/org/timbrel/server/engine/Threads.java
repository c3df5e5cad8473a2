// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.List;

/** Waits for threads. */
final class Threads {

    private Threads() {}

    /** Waits until all have ended, and keeps an interruption for later. */
    static void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && thread != Thread.currentThread()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
