// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

/** Text for HTML. */
final class Html {

    private Html() {}

    /** Safe between tags and between double quotes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
