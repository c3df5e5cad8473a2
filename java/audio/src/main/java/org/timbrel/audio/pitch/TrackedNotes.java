// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.List;

/**
 * The notes of a sound with one voice.
 *
 * @param notes in the order of time; none overlaps the next
 * @param tuningCents how far the voice is above A4 = 440 Hz, -50..50
 * @param seconds that the sound lasts
 */
public record TrackedNotes(List<TrackedNote> notes, double tuningCents, double seconds) {

    /** Keeps a copy. */
    public TrackedNotes {
        notes = List.copyOf(notes);
    }
}
