// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

/**
 * A bar.
 *
 * @param index from 0
 * @param start its first tick
 * @param end the tick after its last; before its metre wants it where the next metre cuts it off
 * @param metre in force, whose tick is at or before {@code start}
 */
public record Bar(long index, long start, long end, Metre metre) {

    /** Ticks; at least 1. */
    public long length() {
        return end - start;
    }
}
