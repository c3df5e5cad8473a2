// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.List;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Track;

/** When the notes of a track fall silent, the sustain pedal heard. */
final class HeldNotes {

    private final List<Pedal> pedals;
    private final long trackEnd;

    HeldNotes(Track track) {
        pedals = track.pedals();
        trackEnd = track.end();
    }

    /**
     * The tick at which a note that ends at {@code end} is silent: one that ends while the pedal is
     * down sounds until it is up, or to the track's end. One that ends at the very tick at which
     * the pedal goes down is not held.
     */
    long silent(long end) {
        if (pedals.isEmpty()) {
            return end;
        }
        int last = lastBefore(end);
        if (last < 0 || !pedals.get(last).down()) {
            return end;
        }
        for (int i = last + 1; i < pedals.size(); i++) {
            if (!pedals.get(i).down()) {
                return Math.max(end, pedals.get(i).tick());
            }
        }
        return Math.max(end, trackEnd);
    }

    /** The last movement before a tick, or -1. */
    private int lastBefore(long tick) {
        int low = 0;
        int high = pedals.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pedals.get(middle).tick() < tick) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
