// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

/**
 * Adds a command to the command line from a module that this one does not know; found by {@link
 * java.util.ServiceLoader}.
 */
@FunctionalInterface
public interface CommandProvider {

    /** A new object of a class with picocli's {@code @Command}, whose name is the command's. */
    Object command();
}
