// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.cli;

import org.timbrel.app.cli.CommandProvider;

/** Puts {@code timbrel serve} on the command line. */
public final class ServeProvider implements CommandProvider {

    @Override
    public Object command() {
        return new ServeCommand();
    }
}
