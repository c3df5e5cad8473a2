// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.List;
import java.util.Map;

/** Words on a page. */
public final class Prose implements Block {

    private final String html;

    private Prose(String html) {
        this.html = html;
    }

    /** A paragraph each. */
    public static Prose paragraph(String... texts) {
        StringBuilder html = new StringBuilder();
        for (String text : texts) {
            html.append("<p>").append(Html.escape(text)).append("</p>\n");
        }
        return new Prose(html.toString());
    }

    /** A heading within a section. */
    public static Prose heading(String text) {
        return new Prose("<h3>" + Html.escape(text) + "</h3>\n");
    }

    /** A list. */
    public static Prose bullets(List<String> texts) {
        StringBuilder html = new StringBuilder("<ul>\n");
        for (String text : texts) {
            html.append("<li>").append(Html.escape(text)).append("</li>\n");
        }
        return new Prose(html.append("</ul>\n").toString());
    }

    /** Names and what they are, a line each. */
    public static Prose facts(Map<String, String> facts) {
        StringBuilder html = new StringBuilder("<div class=\"wide\"><table class=\"facts\">\n");
        facts.forEach(
                (name, value) ->
                        html.append("<tr><th scope=\"row\">")
                                .append(Html.escape(name))
                                .append("</th><td>")
                                .append(Html.text(value))
                                .append("</td></tr>\n"));
        return new Prose(html.append("</table></div>\n").toString());
    }

    /** Text of another program, such as a configuration, as it is; opens when it is asked for. */
    public static Prose listing(String title, String text) {
        return new Prose(
                "<details><summary>%s</summary>\n<pre tabindex=\"0\">%s</pre></details>\n"
                        .formatted(Html.escape(title), Html.escape(text)));
    }

    @Override
    public String html() {
        return html;
    }
}
