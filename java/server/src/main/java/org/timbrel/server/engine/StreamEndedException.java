// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.io.Serial;

/** A stream that ended before all of it was read. */
public final class StreamEndedException extends Exception {

    @Serial private static final long serialVersionUID = 1;

    private final EndReason reason;

    StreamEndedException(EndReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public EndReason reason() {
        return reason;
    }
}
