// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.timbrel.app.Version;

/**
 * A page of sections, as one HTML file with all that it needs inside: style, pictures, and scripts
 * where there are charts or tables. Only sounds may be files beside it.
 */
public final class Page {

    /** From so many sections on a page has a table of contents. */
    private static final int MANY_SECTIONS = 5;

    private final List<Section> sections = new ArrayList<>();
    private final String title;
    private final String lead;

    private record Section(String anchor, String heading, String caption, List<Block> blocks) {}

    /**
     * @param lead what it is, in a sentence or two
     */
    public Page(String title, String lead) {
        this.title = title;
        this.lead = lead;
    }

    /**
     * Adds a section.
     *
     * @param caption a sentence on what is to be seen; may be empty
     */
    public Page section(String heading, String caption, Block... blocks) {
        return section(heading, caption, List.of(blocks));
    }

    /** As above. */
    public Page section(String heading, String caption, List<? extends Block> blocks) {
        Set<String> taken = new TreeSet<>();
        sections.forEach(section -> taken.add(section.anchor()));
        sections.add(new Section(slug(heading, taken), heading, caption, List.copyOf(blocks)));
        return this;
    }

    /**
     * Every chart's and every table's numbers: the name of a file, such as "learning-curve.csv",
     * and what is to be in it.
     */
    public Map<String, String> csv() {
        Map<String, String> files = new LinkedHashMap<>();
        Set<String> taken = new TreeSet<>();
        for (Section section : sections) {
            for (Block block : all(section.blocks())) {
                if (block instanceof Numbers numbers) {
                    String called = numbers.title().isEmpty() ? section.heading() : numbers.title();
                    String name = slug(called, taken);
                    taken.add(name);
                    files.put(name + ".csv", numbers.csv());
                }
            }
        }
        return files;
    }

    /** Blocks and those within them, in their order. */
    private static List<Block> all(List<Block> blocks) {
        List<Block> all = new ArrayList<>();
        for (Block block : blocks) {
            all.add(block);
            all.addAll(all(block.parts()));
        }
        return all;
    }

    /** Lower-case letters and digits joined by hyphens; numbered if that is taken. */
    private static String slug(String text, Set<String> taken) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String slug = plain.replaceAll("^-|-$", "");
        slug = slug.isEmpty() ? "section" : slug;
        String unique = slug;
        for (int k = 2; taken.contains(unique); k++) {
            unique = slug + "-" + k;
        }
        return unique;
    }

    /** All of it. */
    public String html() {
        Set<Script> scripts = scripts();
        StringBuilder body = new StringBuilder();
        body.append("<header><h1>").append(Html.escape(title)).append("</h1>\n");
        body.append("<p class=\"lead\">").append(Html.escape(lead)).append("</p></header>\n");
        if (sections.size() >= MANY_SECTIONS) {
            body.append(contents());
        }
        if (scripts.contains(Script.CHART)) {
            body.append(
                            "<noscript><p class=\"note\">Charts are drawn by a script within this page,")
                    .append(
                            " which is not let run here; their numbers are there.</p></noscript>\n");
        }
        for (Section section : sections) {
            body.append("<section id=\"").append(section.anchor()).append("\">\n<h2>");
            body.append(Html.escape(section.heading())).append("</h2>\n");
            if (!section.caption().isEmpty()) {
                body.append("<p class=\"caption\">")
                        .append(Html.escape(section.caption()))
                        .append("</p>\n");
            }
            section.blocks().forEach(block -> body.append(block.html()));
            body.append("</section>\n");
        }
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
                %s<footer>Timbrel %s</footer>
                </main>
                %s</body>
                </html>
                """
                .formatted(
                        Html.escape(title),
                        Script.read("figure.css") + Script.read("page.css"),
                        body,
                        Version.current(),
                        texts(scripts));
    }

    private String contents() {
        StringBuilder html = new StringBuilder("<nav aria-label=\"Contents\"><ol>\n");
        for (Section section : sections) {
            html.append("<li><a href=\"#").append(section.anchor()).append("\">");
            html.append(Html.escape(section.heading())).append("</a></li>\n");
        }
        return html.append("</ol></nav>\n").toString();
    }

    private Set<Script> scripts() {
        Set<Script> needed = new TreeSet<>();
        for (Section section : sections) {
            for (Block block : all(section.blocks())) {
                if (block instanceof Chart) {
                    needed.add(Script.D3);
                    needed.add(Script.CHART);
                }
                if (block instanceof Numbers) {
                    needed.add(Script.TABLE);
                }
            }
        }
        return needed;
    }

    private static String texts(Set<Script> scripts) {
        StringBuilder html = new StringBuilder();
        for (Script script : scripts) {
            html.append("<script>\n").append(script.text()).append("\n</script>\n");
        }
        return html.toString();
    }
}
