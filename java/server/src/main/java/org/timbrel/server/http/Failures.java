// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What should not happen: the log has it, clients do not. */
final class Failures {

    private static final Logger LOG = System.getLogger("org.timbrel.server");

    private Failures() {}

    static void log(String where, Throwable failure) {
        LOG.log(Level.WARNING, where + " failed", failure);
    }
}
