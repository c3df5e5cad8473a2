// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import picocli.CommandLine.Option;

/** For commands that write files. */
final class ForceOption {

    @Option(
            names = {"-f", "--force"},
            description = "Replace outputs that exist; without it they are left and reported.")
    private boolean force;

    boolean force() {
        return force;
    }
}
