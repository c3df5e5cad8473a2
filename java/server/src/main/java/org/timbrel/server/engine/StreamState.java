// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

/** Where a stream is between its request and its end. */
public enum StreamState {
    /** For a slot. */
    WAITING,

    /** Its network finds its way into the texture; nothing is heard yet. */
    WARMING,

    /** Frames are made as they are read. */
    RUNNING,

    /** Nobody reads: it keeps its slot for a while, and makes no frames. */
    PARKED,

    /** Its slot is free, or will be at the next edge. */
    ENDED
}
