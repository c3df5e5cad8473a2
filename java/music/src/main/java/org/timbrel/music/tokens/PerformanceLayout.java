// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.List;

/** Which numbers the tokens of a {@link PerformanceSpec} have, and what may follow what. */
final class PerformanceLayout {

    private static final int START = 0;
    private static final int SHIFTED = 1;
    private static final int SHIFTED_FULLY = 2;
    private static final int ENDED = 3;
    private static final int LOUDNESS = 4;

    /** After NoteOff, after NoteOn, and after the Velocity that follows NoteOn: [pitches] each. */
    private static final int OFF = 5;

    final int end;
    final int pitches;
    final int firstOff;
    final int firstOn;
    final int firstVelocity;
    final int velocities;
    final int firstShift;
    final int shifts;
    final List<String> names;

    private final int on;
    private final int louder;

    PerformanceLayout(PerformanceSpec spec) {
        Vocabulary words = new Vocabulary();
        end = words.add("End");
        pitches = spec.highPitch() - spec.lowPitch() + 1;
        firstOff = words.addAll(pitches, i -> "NoteOff_" + (spec.lowPitch() + i));
        firstOn = words.addAll(pitches, i -> "NoteOn_" + (spec.lowPitch() + i));
        velocities = spec.velocities();
        firstVelocity = words.addAll(velocities, i -> "Velocity_" + i);
        shifts = spec.maxSteps();
        firstShift = words.addAll(shifts, i -> "Shift_%dms".formatted((i + 1) * spec.stepMillis()));
        names = words.names();
        on = OFF + pitches;
        louder = on + pitches;
    }

    boolean isOff(int token) {
        return token >= firstOff && token < firstOn;
    }

    boolean isOn(int token) {
        return token >= firstOn && token < firstVelocity;
    }

    boolean isVelocity(int token) {
        return token >= firstVelocity && token < firstShift;
    }

    boolean isShift(int token) {
        return token >= firstShift;
    }

    /**
     * At one moment first NoteOffs, then NoteOns, keys rising in both; a Velocity before NoteOns
     * only, and never two; shifts in a row only after the longest. So a piece has one sequence.
     * Which notes are on is more than a finite table remembers: a NoteOff may come for one that is
     * not.
     */
    Grammar grammar() {
        GrammarTable table = new GrammarTable(louder + pitches, names.size());
        table.allow(START, end, ENDED);
        table.allow(ENDED, end, ENDED);
        for (int state : new int[] {START, SHIFTED, SHIFTED_FULLY}) {
            allowOffs(table, state, 0);
            allowOns(table, state, 0);
            table.allow(state, firstVelocity, velocities, LOUDNESS);
        }
        allowShifts(table, START);
        allowShifts(table, SHIFTED_FULLY);
        allowOns(table, LOUDNESS, 0);
        for (int pitch = 0; pitch < pitches; pitch++) {
            allowOffs(table, OFF + pitch, pitch + 1);
            allowOns(table, OFF + pitch, 0);
            table.allow(OFF + pitch, firstVelocity, velocities, LOUDNESS);
            allowShifts(table, OFF + pitch);
            table.allow(OFF + pitch, end, ENDED);
            allowOns(table, on + pitch, pitch + 1);
            allowShifts(table, on + pitch);
            if (pitch < pitches - 1) {
                table.allow(on + pitch, firstVelocity, velocities, louder + pitch);
            }
            // Nothing is above the highest key: nothing leads to its state, and any token may
            // leave.
            allowOns(table, louder + pitch, Math.min(pitch + 1, pitches - 1));
        }
        return table.build(START);
    }

    private void allowOffs(GrammarTable table, int state, int from) {
        for (int pitch = from; pitch < pitches; pitch++) {
            table.allow(state, firstOff + pitch, OFF + pitch);
        }
    }

    private void allowOns(GrammarTable table, int state, int from) {
        for (int pitch = from; pitch < pitches; pitch++) {
            table.allow(state, firstOn + pitch, on + pitch);
        }
    }

    private void allowShifts(GrammarTable table, int state) {
        table.allow(state, firstShift, shifts - 1, SHIFTED);
        table.allow(state, firstShift + shifts - 1, SHIFTED_FULLY);
    }
}
