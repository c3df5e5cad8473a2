// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Pedal;
import org.timbrel.music.score.Track;

/** Composes a tune over bass and chords in a pattern, with or without drums. */
final class Dance {

    /** Violin, flute, oboe, accordion of General MIDI. */
    private static final List<Integer> TUNE_PROGRAMS = List.of(40, 73, 68, 21);

    private static final int PIANO = 0;

    /** Piano and guitars. */
    private static final List<Integer> CHORD_PROGRAMS = List.of(PIANO, 24, 25);

    /** Double bass, plucked, and bassoon. */
    private static final List<Integer> BASS_PROGRAMS = List.of(32, 70);

    private static final int BASS_MIDDLE = 43;
    private static final int CHORD_MIDDLE = 60;
    private static final int KICK = 36;
    private static final int SNARE = 38;
    private static final int TAMBOURINE = 54;

    private final PieceSpec spec;
    private final List<Slot> slots;
    private final Random random;
    private final Dynamics dynamics;
    private final Line bass = new Line();
    private final Line chords = new Line();
    private final Line drums = new Line();
    private final List<Pedal> pedals = new ArrayList<>();

    private Dance(PieceSpec spec) {
        this.spec = spec;
        random = new Random(spec.seed());
        dynamics = new Dynamics(spec, random);
        slots = Slot.of(spec, spec.pulse().groups());
    }

    static List<Track> tracks(PieceSpec spec) {
        return new Dance(spec).tracks();
    }

    private List<Track> tracks() {
        int tuneProgram = any(TUNE_PROGRAMS);
        int chordProgram = any(CHORD_PROGRAMS);
        int bassProgram = any(BASS_PROGRAMS);
        List<Note> tune = Tune.line(spec, slots, random, dynamics).notes();
        for (Slot slot : slots) {
            if (slot.index() > 0 || !spec.pickup()) {
                accompany(slot);
            }
        }
        List<Track> tracks = new ArrayList<>();
        tracks.add(new Track("Tune", tuneProgram, false, tune, List.of()));
        tracks.add(
                new Track(
                        "Chords",
                        chordProgram,
                        false,
                        chords.notes(),
                        chordProgram == PIANO ? pedals : List.of()));
        tracks.add(new Track("Bass", bassProgram, false, bass.notes(), List.of()));
        if (spec.seed() % 2 == 0) {
            tracks.add(new Track("Drums", 0, true, drums.notes(), List.of()));
        }
        return tracks;
    }

    private int any(List<Integer> programs) {
        return programs.get(random.nextInt(programs.size()));
    }

    private void accompany(Slot slot) {
        pedals.add(new Pedal((long) slot.start() * Pulse.UNIT, true));
        pedals.add(new Pedal((long) slot.end() * Pulse.UNIT - Pulse.UNIT / 2, false));
        boolean end = slot.equals(slots.get(slots.size() - 1));
        if (end) {
            beat(slot, slot.start(), slot.length());
            strike(slot, slot.start(), slot.length());
            return;
        }
        if (!slot.last()) {
            pattern(slot, slot.start(), slot.length());
            return;
        }
        int at = slot.start();
        for (int group : spec.pulse().groups()) {
            int length = Math.min(group, slot.end() - at);
            if (length > 0) {
                pattern(slot, at, length);
            }
            at += length;
        }
    }

    /** Bass, then chords: of three eighths on the last, elsewhere on every beat after the first. */
    private void pattern(Slot slot, int start, int length) {
        int beat = spec.pulse().beat();
        if (beat == 3) {
            beat(slot, start, 2);
            if (length == 3) {
                strike(slot, start + 2, 1);
            }
            return;
        }
        beat(slot, start, beat);
        for (int at = beat; at < length; at += beat) {
            strike(slot, start + at, beat);
        }
    }

    private void beat(Slot slot, int start, int length) {
        int root = slot.chord().nearestRoot(spec.key().noteAtOrBelow(BASS_MIDDLE));
        // The second group of a bar has the fifth below, where the chord goes on.
        boolean second = start != slot.start();
        int note = second ? root - 3 : root;
        bass.add(start, length, slot.chord().pitch(spec.key(), note), dynamics.velocity(start, 4));
        drums.add(start, 1, KICK, dynamics.velocity(start, 0));
    }

    private void strike(Slot slot, int start, int length) {
        int note = slot.chord().nearest(spec.key().noteAtOrBelow(CHORD_MIDDLE));
        int velocity = dynamics.velocity(start, -8);
        for (int sounding = 0; sounding < 3; note++) {
            if (slot.chord().has(note)) {
                chords.add(start, length, slot.chord().pitch(spec.key(), note), velocity);
                sounding++;
            }
        }
        drums.add(start, 1, random.nextInt(3) == 0 ? TAMBOURINE : SNARE, velocity);
    }
}
