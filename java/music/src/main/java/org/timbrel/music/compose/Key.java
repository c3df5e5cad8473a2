// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.List;

/**
 * A key. Notes are counted along its scale, without end both ways: 0 is the tonic from middle C
 * upwards, 7 the one an octave higher, -1 the note below.
 *
 * @param tonic pitch class, 0..11; 0 is C
 * @param minor natural minor; the leading note is raised where a chord wants it
 */
public record Key(int tonic, boolean minor) {

    /** Notes of a scale. */
    static final int DEGREES = 7;

    static final int OCTAVE = 12;

    private static final int MIDDLE_C = 60;
    private static final List<Integer> MAJOR = List.of(0, 2, 4, 5, 7, 9, 11);
    private static final List<Integer> MINOR = List.of(0, 2, 3, 5, 7, 8, 10);
    private static final List<String> NAMES =
            List.of(
                    "c", "c-sharp", "d", "e-flat", "e", "f", "f-sharp", "g", "a-flat", "a",
                    "b-flat", "b");

    /**
     * @throws IllegalArgumentException if the tonic is out of range
     */
    public Key {
        if (tonic < 0 || tonic >= OCTAVE) {
            throw new IllegalArgumentException("tonic %d is outside 0..11".formatted(tonic));
        }
    }

    /** As file names have it: {@code b-flat-major}. */
    public String label() {
        return NAMES.get(tonic) + (minor ? "-minor" : "-major");
    }

    /** MIDI key of a note of the scale. */
    int pitch(int note) {
        List<Integer> steps = minor ? MINOR : MAJOR;
        return MIDDLE_C
                + tonic
                + OCTAVE * Math.floorDiv(note, DEGREES)
                + steps.get(Math.floorMod(note, DEGREES));
    }

    /** The note of the scale that is highest at or below a MIDI key. */
    int noteAtOrBelow(int pitch) {
        int note = DEGREES * Math.floorDiv(pitch - MIDDLE_C - tonic, OCTAVE);
        while (pitch(note + 1) <= pitch) {
            note++;
        }
        return note;
    }

    /** Whether a MIDI key is of the scale. */
    public boolean has(int pitch) {
        return pitch(noteAtOrBelow(pitch)) == pitch;
    }

    /**
     * The tonic's pitch class of the key with the same notes, minor of major and major of minor.
     */
    int relativeTonic() {
        return Math.floorMod(pitch(minor ? 2 : 5), OCTAVE);
    }

    /**
     * Whether a MIDI key is of the scale or the leading note of minor: of this key, or of its
     * relative if this is major.
     */
    public boolean allows(int pitch) {
        int minorTonic = minor ? tonic : relativeTonic();
        return has(pitch) || Math.floorMod(pitch - minorTonic, OCTAVE) == OCTAVE - 1;
    }
}
