// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.List;

/** Blocks that are shown when they are asked for. */
public final class Details implements Block {

    private final String summary;
    private final List<Block> parts;

    private Details(String summary, List<Block> parts) {
        this.summary = summary;
        this.parts = parts;
    }

    /** {@code summary} says what is to be found there. */
    public static Details of(String summary, Block... parts) {
        return new Details(summary, List.of(parts));
    }

    /** As above. */
    public static Details of(String summary, List<? extends Block> parts) {
        return new Details(summary, List.copyOf(parts));
    }

    @Override
    public List<Block> parts() {
        return parts;
    }

    @Override
    public String html() {
        StringBuilder html = new StringBuilder("<details><summary>");
        html.append(Html.escape(summary)).append("</summary>\n");
        parts.forEach(part -> html.append(part.html()));
        return html.append("</details>\n").toString();
    }
}
