// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.nio.file.Path;

/** The clone that is measured. */
final class Clone {

    /** Set by {@code bench/start}. */
    private static final String PROPERTY = "timbrel.home";

    private Clone() {}

    static Path root() {
        return Path.of(System.getProperty(PROPERTY, ".")).toAbsolutePath().normalize();
    }

    /** Where results are kept that texts may quote. */
    static Path results() {
        return root().resolve("bench/results");
    }
}
