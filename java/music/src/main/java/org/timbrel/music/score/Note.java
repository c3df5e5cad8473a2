// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

/**
 * A note.
 *
 * @param onset tick at which it begins, at least 0
 * @param duration ticks, at least 1
 * @param pitch MIDI key, 0..127; 60 is middle C
 * @param velocity 1..127
 */
public record Note(long onset, long duration, int pitch, int velocity) implements Comparable<Note> {

    /** Keys, and values of velocity, that MIDI has. */
    public static final int KEYS = 128;

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Note {
        if (onset < 0) {
            throw new IllegalArgumentException("onset %d is below 0".formatted(onset));
        }
        if (duration < 1) {
            throw new IllegalArgumentException("duration %d is below 1".formatted(duration));
        }
        if (pitch < 0 || pitch >= KEYS) {
            throw new IllegalArgumentException("pitch %d is outside 0..127".formatted(pitch));
        }
        if (velocity < 1 || velocity >= KEYS) {
            throw new IllegalArgumentException("velocity %d is outside 1..127".formatted(velocity));
        }
    }

    /** The tick at which it is silent again. */
    public long end() {
        return onset + duration;
    }

    /** By onset, then pitch, then duration, then velocity. */
    @Override
    public int compareTo(Note other) {
        int order = Long.compare(onset, other.onset);
        order = order != 0 ? order : Integer.compare(pitch, other.pitch);
        order = order != 0 ? order : Long.compare(duration, other.duration);
        return order != 0 ? order : Integer.compare(velocity, other.velocity);
    }
}
