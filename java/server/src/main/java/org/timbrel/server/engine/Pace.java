// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

/** How fast a listener gets a stream. */
public enum Pace {
    /** As it is to be heard, a lead ahead; served before {@link #FAST}. */
    REALTIME,

    /** As fast as it is made. */
    FAST
}
