// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.regex.Pattern;

/** Text for HTML. */
final class Html {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32,}");

    private Html() {}

    /** Safe between tags and between double quotes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** The same, long hexadecimal numbers set as such. */
    static String text(String text) {
        return HASH.matcher(escape(text)).replaceAll("<code>$0</code>");
    }
}
