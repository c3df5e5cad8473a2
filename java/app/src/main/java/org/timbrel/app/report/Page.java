// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An HTML page with its style inside: no script, nothing loaded from elsewhere. */
final class Page {

    private final StringBuilder body = new StringBuilder();
    private final String title;

    Page(String title) {
        this.title = title;
    }

    /** A line of HTML with texts in it, which are escaped. */
    void add(String format, String... texts) {
        Object[] escaped = Arrays.stream(texts).map(Html::escape).toArray();
        body.append(String.format(format, escaped)).append('\n');
    }

    /** A line of HTML as it is. */
    void raw(String html) {
        body.append(html).append('\n');
    }

    /** A part of the page: a heading, a sentence on what is to be seen, and the thing itself. */
    void section(String heading, String caption, String html) {
        add("<section><h2>%s</h2>", heading);
        if (!caption.isEmpty()) {
            add("<p>%s</p>", caption);
        }
        raw("<div class=\"wide\">" + html + "</div></section>");
    }

    String html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                %s</main>
                </body>
                </html>
                """
                .formatted(Html.escape(title), style("figure.css") + style("page.css"), body);
    }

    /** A style sheet of this package. */
    static String style(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
