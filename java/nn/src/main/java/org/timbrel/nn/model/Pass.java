// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Indices;

/**
 * What a pass over a batch is told.
 *
 * @param dropoutKey [2], what masks are drawn from; null: no dropout, and no way back
 */
record Pass(Indices dropoutKey) {

    boolean training() {
        return dropoutKey != null;
    }
}
