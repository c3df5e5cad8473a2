// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

/** Comma-separated values, as RFC 4180 quotes them. */
final class Csv {

    private Csv() {}

    /** In quotes only where it needs them. */
    static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
