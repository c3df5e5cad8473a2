// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import picocli.CommandLine.Option;

/** For commands in which something is random. */
final class SeedOption {

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Seed of everything random: the same seed gives the same bytes"
                            + " (default: ${DEFAULT-VALUE}).")
    private long seed;

    long seed() {
        return seed;
    }
}
