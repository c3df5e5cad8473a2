// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.List;

/** Which colour of the style sheet a name has. */
final class Palette {

    /** The grey one comes last. */
    private static final int[] COLOURS = {0, 1, 2, 3, 5, 6, 7, 4};

    private final List<String> order;

    /**
     * @param fixed names that have their colours wherever they are drawn
     * @param names of one chart, which take the colours that are left
     */
    Palette(List<String> fixed, List<String> names) {
        order = new ArrayList<>(fixed);
        for (String name : names) {
            if (!order.contains(name)) {
                order.add(name);
            }
        }
    }

    /**
     * The first where nothing has a name; grey what is named, but not among those that have one.
     */
    int colour(String name) {
        int place = order.isEmpty() ? 0 : order.indexOf(name);
        return place < 0 ? COLOURS[COLOURS.length - 1] : COLOURS[place % COLOURS.length];
    }
}
