// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.List;

/** Something that stands on a {@link Page}. */
public interface Block {

    /** Its HTML, every text escaped. */
    String html();

    /** What stands within it. */
    default List<Block> parts() {
        return List.of();
    }
}
