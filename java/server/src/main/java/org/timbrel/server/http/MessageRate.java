// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

/** How many messages a client may send: so many a second, and as many at once after a pause. */
final class MessageRate {

    private final int perSecond;
    private double left;
    private long last = System.nanoTime();

    MessageRate(int perSecond) {
        this.perSecond = perSecond;
        left = perSecond;
    }

    /** Whether there may be one more now. */
    boolean take() {
        return take(System.nanoTime());
    }

    /**
     * @param now in nanoseconds, of any begin
     */
    synchronized boolean take(long now) {
        left = Math.min(perSecond, left + (now - last) / 1e9 * perSecond);
        last = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
