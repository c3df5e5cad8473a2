// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.util.ArrayDeque;
import java.util.List;
import org.timbrel.music.score.Note;

/**
 * Notes of one channel that have begun and not ended. Of several on one key the one that began
 * first ends first, as most readers have it; a note that ends where it began lasts one tick.
 */
final class OpenNotes {

    private record Begun(long onset, int velocity) {}

    private final List<Note> closed;
    private final Object[] keys = new Object[Note.KEYS];
    private final long[] lastEnds = new long[Note.KEYS];

    /**
     * @param closed where notes go when they end
     */
    OpenNotes(List<Note> closed) {
        this.closed = closed;
    }

    @SuppressWarnings("unchecked") // Java has no arrays of generics.
    private ArrayDeque<Begun> queue(int key) {
        if (keys[key] == null) {
            keys[key] = new ArrayDeque<Begun>(2);
        }
        return (ArrayDeque<Begun>) keys[key];
    }

    void begin(long tick, int key, int velocity) {
        queue(key).add(new Begun(tick, velocity));
    }

    /** Does nothing if none is open on the key. */
    void end(long tick, int key) {
        Begun first = queue(key).poll();
        if (first != null) {
            close(first, tick, key);
        }
    }

    private void close(Begun note, long tick, int key) {
        // Never before the one that began first, or the notes would not read like this again.
        long end = Math.max(Math.max(tick, note.onset() + 1), lastEnds[key]);
        lastEnds[key] = end;
        closed.add(new Note(note.onset(), end - note.onset(), key, note.velocity()));
    }

    /** All end now; of several on one key each lasts only until the next, as if struck again. */
    void endAll(long tick) {
        for (int key = 0; key < keys.length; key++) {
            if (keys[key] == null) {
                continue;
            }
            ArrayDeque<Begun> queue = queue(key);
            for (Begun note = queue.poll(); note != null; note = queue.poll()) {
                Begun next = queue.peek();
                close(note, next == null ? tick : next.onset(), key);
            }
        }
    }
}
