// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import picocli.CommandLine.Option;

/** For commands with results that a program may want to read. */
final class JsonOption {

    @Option(names = "--json", description = "Print the results as JSON.")
    private boolean json;

    boolean json() {
        return json;
    }
}
