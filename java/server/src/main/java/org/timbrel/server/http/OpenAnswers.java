// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

/**
 * Counts answers that bring a stream. The engine is done with a stream before its listener is: what
 * is rendered has still to be sent.
 */
final class OpenAnswers {

    private int open;

    synchronized void begin() {
        open++;
    }

    synchronized void end() {
        open--;
        notifyAll();
    }

    /**
     * Waits until there is none.
     *
     * @return whether there is none
     */
    synchronized boolean awaitNone(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (open > 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
