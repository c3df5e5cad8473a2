// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What a {@link Chart} draws. */
interface Plot {

    /** For the script: kind, axes and data. */
    ObjectNode json(Palette palette);

    /** The same numbers as a table. */
    DataTable table(String title);

    /** Names of what has a colour of its own, in their order. */
    List<String> names();

    /** For those who cannot see it. */
    String description();
}
