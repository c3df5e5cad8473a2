// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

/**
 * A chord of thirds on a note of the scale.
 *
 * @param root 0..6; 0 is the tonic
 * @param leading the note of the scale, 0..6, that wants to go up by a step; {@link #NONE} of none
 * @param raises whether it is a semitone higher in this chord than in the scale
 * @param seventh whether it has a fourth note
 */
record Chord(int root, int leading, boolean raises, boolean seventh) {

    static final int NONE = -1;

    private static final int DOMINANT = 4;
    private static final int LEADING = 6;

    /**
     * A chord of a key or of its relative.
     *
     * @param degree 0..6 in that key
     * @param relative whether it is the relative
     */
    static Chord of(Key key, boolean relative, int degree, boolean seventh) {
        boolean minor = key.minor() != relative;
        int shift = relative ? (key.minor() ? 2 : 5) : 0;
        boolean leads = degree == DOMINANT || degree == LEADING;
        return new Chord(
                (degree + shift) % Key.DEGREES,
                leads ? (LEADING + shift) % Key.DEGREES : NONE,
                leads && minor,
                seventh);
    }

    int size() {
        return seventh ? 4 : 3;
    }

    /**
     * Which of its notes a note of the scale is: 0 the root, 1 the third; {@link #NONE} of none.
     */
    int part(int note) {
        int distance = Math.floorMod(note - root, Key.DEGREES);
        return distance % 2 == 0 && distance / 2 < size() ? distance / 2 : NONE;
    }

    boolean has(int note) {
        return part(note) != NONE;
    }

    /** Whether a note of the scale is the leading one. */
    boolean leads(int note) {
        return Math.floorMod(note, Key.DEGREES) == leading;
    }

    /** MIDI key of a note of the scale while this chord sounds. */
    int pitch(Key key, int note) {
        return key.pitch(note) + (raises && leads(note) ? 1 : 0);
    }

    /** Its note that is nearest to a note of the scale; of two the lower. */
    int nearest(int note) {
        for (int distance = 0; ; distance++) {
            if (has(note - distance)) {
                return note - distance;
            }
            if (has(note + distance)) {
                return note + distance;
            }
        }
    }

    /** Its root that is nearest to a note of the scale. */
    int nearestRoot(int note) {
        int above = Math.floorMod(root - note, Key.DEGREES);
        return above > Key.DEGREES / 2 ? note + above - Key.DEGREES : note + above;
    }
}
