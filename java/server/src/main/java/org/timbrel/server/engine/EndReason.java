// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

/** Why a stream came to its end. */
public enum EndReason {
    /** Its listener got all of it. */
    FINISHED("it was read to its end"),

    /** Its listener closed it before. */
    CLOSED("it was closed"),

    /** Somebody else ended it. */
    CANCELLED("it was cancelled"),

    /** Its listener did not read for too long. */
    STALLED("nobody read it for too long"),

    /** The engine shuts down. */
    DRAINED("the server is shutting down"),

    /** Its sound cannot be made. */
    FAILED("it failed");

    private final String meaning;

    EndReason(String meaning) {
        this.meaning = meaning;
    }

    /** As a message has it: "it was closed". */
    public String meaning() {
        return meaning;
    }
}
