// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.List;

/**
 * What the listeners of a phase noted, in the order in which they left.
 *
 * @param all of them
 * @param timed those whose first sound is timed; the others are company
 */
record PhaseNotes(List<StreamNote> all, List<StreamNote> timed) {

    /**
     * Who is timed.
     *
     * @param seat the first one
     * @param second of the phase from which on they are, when they ask for their stream
     */
    record Timed(int seat, double second) {

        static final Timed ALL = new Timed(0, 0);

        boolean has(int itsSeat, double itsSecond) {
            return itsSeat >= seat && itsSecond >= second;
        }
    }
}
