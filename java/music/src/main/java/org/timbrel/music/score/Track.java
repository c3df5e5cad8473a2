// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

import java.util.List;
import java.util.Objects;

/**
 * What one instrument plays.
 *
 * @param name may be empty
 * @param program of General MIDI, 0..127; not looked at where it is percussion
 * @param percussion whether keys name drums, as on MIDI's channel 10
 * @param notes sorted; kept so
 * @param pedals of the sustain pedal, in the order of time
 */
public record Track(
        String name, int program, boolean percussion, List<Note> notes, List<Pedal> pedals) {

    /**
     * @throws IllegalArgumentException if the program is out of range
     */
    public Track {
        Objects.requireNonNull(name, "name");
        if (program < 0 || program > 127) {
            throw new IllegalArgumentException("program %d is outside 0..127".formatted(program));
        }
        notes = notes.stream().sorted().toList();
        pedals = List.copyOf(pedals);
    }

    /** A piano without a name or pedal. */
    public static Track of(List<Note> notes) {
        return new Track("", 0, false, notes, List.of());
    }

    /** The tick after which nothing sounds; 0 without notes. */
    public long end() {
        return notes.stream().mapToLong(Note::end).max().orElse(0);
    }
}
