// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.io.Serial;

/** A stream that does not get a slot. */
public final class RejectedException extends Exception {

    @Serial private static final long serialVersionUID = 1;

    /** Why not. */
    public enum Reason {
        /** As many wait as may. */
        QUEUE_FULL,

        /** No slot became free in the time that one may wait. */
        QUEUE_TIMEOUT,

        /** Its owner has as many streams as an owner may have. */
        OWNER_LIMIT,

        /** The engine takes no more. */
        DRAINING,

        /** The device failed. */
        FAILED,

        /** It was cancelled while it waited. */
        CANCELLED
    }

    private final Reason reason;
    private final int retryAfterSeconds;

    RejectedException(Reason reason, int retryAfterSeconds, String message) {
        super(message);
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** When another try may do better, at least 1. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
