// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.List;

/** Blocks beside each other where there is room, below each other on a phone. */
public final class Columns implements Block {

    private final int across;
    private final List<Block> parts;

    private Columns(int across, List<? extends Block> parts) {
        this.across = across;
        this.parts = List.copyOf(parts);
    }

    /** All in one row. */
    public static Columns of(Block... parts) {
        return new Columns(parts.length, List.of(parts));
    }

    /** In rows of at most {@code across}. */
    public static Columns of(int across, List<? extends Block> parts) {
        return new Columns(across, parts);
    }

    @Override
    public List<Block> parts() {
        return parts;
    }

    @Override
    public String html() {
        StringBuilder html = new StringBuilder("<div class=\"columns\" style=\"--across: ");
        html.append(across).append("\">\n");
        parts.forEach(part -> html.append("<div>").append(part.html()).append("</div>\n"));
        return html.append("</div>\n").toString();
    }
}
