// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

/** What is known of the terminal. */
final class Terminal {

    /** Set by the launcher, which can ask about standard error alone, as Java cannot. */
    private static final String PROPERTY = "timbrel.terminal";

    private Terminal() {}

    /** Whether a person watches standard error; without the launcher's word, nobody. */
    static boolean isStandardError() {
        return Boolean.getBoolean(PROPERTY);
    }
}
