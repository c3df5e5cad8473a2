// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.music.score.Note;

/** Notes of one instrument as they are written, in eighths. */
final class Line {

    /** Of every note a little is silence, so that each is heard to begin. */
    private static final int SILENCE = Pulse.UNIT / 12;

    private record Written(int start, int length, int pitch, int velocity) {}

    private final List<Written> written = new ArrayList<>();

    /** Adds a note. */
    void add(int start, int length, int pitch, int velocity) {
        written.add(new Written(start, length, pitch, velocity));
    }

    /** Adds a note; if it is the one before it again, that one becomes longer. */
    void tie(int start, int length, int pitch, int velocity) {
        int last = written.size() - 1;
        if (last >= 0) {
            Written before = written.get(last);
            if (before.pitch() == pitch && before.start() + before.length() == start) {
                written.remove(last);
                add(before.start(), before.length() + length, pitch, before.velocity());
                return;
            }
        }
        add(start, length, pitch, velocity);
    }

    /** In ticks. */
    List<Note> notes() {
        return written.stream()
                .map(
                        note ->
                                new Note(
                                        (long) note.start() * Pulse.UNIT,
                                        (long) note.length() * Pulse.UNIT - SILENCE,
                                        note.pitch(),
                                        note.velocity()))
                .toList();
    }
}
