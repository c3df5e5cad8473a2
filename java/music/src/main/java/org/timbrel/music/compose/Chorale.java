// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.timbrel.music.score.Track;

/** Composes four voices: chords by the grammar, then voice leading, passing notes, suspensions. */
final class Chorale {

    private static final List<String> NAMES = List.of("Bass", "Tenor", "Alto", "Soprano");

    /** Choir, church organ, strings of General MIDI. */
    private static final List<Integer> PROGRAMS = List.of(52, 19, 48);

    private static final int PASSING_PERCENT = 30;
    private static final int SUSPENSION_PERCENT = 25;
    private static final int TIE_PERCENT = 60;
    private static final int SOPRANO_ABOVE = 8;

    private final PieceSpec spec;
    private final List<Slot> slots;
    private final int[][] notes;
    private final Random random;
    private final Dynamics dynamics;

    private Chorale(PieceSpec spec) {
        this.spec = spec;
        random = new Random(spec.seed());
        dynamics = new Dynamics(spec, random);
        int beats = spec.pulse().bar() / spec.pulse().beat();
        slots = Slot.of(spec, Collections.nCopies(beats, spec.pulse().beat()));
        notes = VoiceLeading.lead(spec, slots);
    }

    /** From soprano to bass. */
    static List<Track> tracks(PieceSpec spec) {
        return new Chorale(spec).tracks();
    }

    private List<Track> tracks() {
        int program = PROGRAMS.get(random.nextInt(PROGRAMS.size()));
        List<Track> tracks = new ArrayList<>();
        for (int voice = VoiceLeading.VOICES - 1; voice >= 0; voice--) {
            tracks.add(
                    new Track(NAMES.get(voice), program, false, voice(voice).notes(), List.of()));
        }
        return tracks;
    }

    private Line voice(int voice) {
        Line line = new Line();
        boolean soprano = voice == VoiceLeading.VOICES - 1;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            int start = slot.start();
            int end = slot.end();
            int velocity = dynamics.velocity(start, soprano ? SOPRANO_ABOVE : 0);
            int pitch = pitch(i, voice);
            boolean suspended = voice > 0 && isSuspended(i, voice);
            if (suspended) {
                line.tie(start, 1, pitch(i - 1, voice), velocity);
                start++;
            }
            boolean passes = !suspended && passes(i, voice);
            if (passes) {
                end--;
            }
            if (!soprano && slot.index() > 0 && random.nextInt(100) < TIE_PERCENT) {
                line.tie(start, end - start, pitch, velocity);
            } else {
                line.add(start, end - start, pitch, velocity);
            }
            if (passes) {
                int between = (notes[i][voice] + notes[i + 1][voice]) / 2;
                line.add(end, 1, spec.key().pitch(between), velocity);
            }
        }
        return line;
    }

    private int pitch(int slot, int voice) {
        return slots.get(slot).chord().pitch(spec.key(), notes[slot][voice]);
    }

    private boolean isPlain(int slot) {
        return !slots.get(slot).chord().raises();
    }

    /** Whether a note of the scale leads to the voice's next. Beside raised notes it would limp. */
    private boolean passes(int i, int voice) {
        return !slots.get(i).last()
                && Math.abs(notes[i + 1][voice] - notes[i][voice]) == 2
                && isPlain(i)
                && isPlain(i + 1)
                && random.nextInt(100) < PASSING_PERCENT;
    }

    /** Whether the voice comes late from the note above. */
    private boolean isSuspended(int i, int voice) {
        return i > 0
                && slots.get(i).index() > 0
                && i < slots.size() - 1
                && notes[i][voice] == notes[i - 1][voice] - 1
                && isPlain(i - 1)
                && random.nextInt(100) < SUSPENSION_PERCENT;
    }
}
