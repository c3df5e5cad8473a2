// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

/**
 * What may follow what in {@link Remi}:
 *
 * <pre>
 * piece    = { bar } End
 * bar      = Bar [Metre] group... | Position Metre group...     (the first bar: Bar Metre group...)
 * group    = Position [Tempo] note...                            (positions rise within a bar)
 * note     = [Program] Pitch [Velocity] Hold... Duration
 * </pre>
 *
 * A Tempo stands for a note. A Metre after a Position, which is not the first, cuts the bar there.
 * The state remembers the bar's length and the position in it, so that positions neither go back
 * nor go beyond the bar; that is why the table has as many states as metres of different length
 * have positions together, times four or five for the parts of a note.
 */
final class RemiGrammar {

    private static final int START = 0;
    private static final int FIRST_METRE = 1;
    private static final int ENDED = 2;

    private final RemiLayout words;
    private final boolean velocities;
    private final boolean programs;
    private final int statesAPosition;
    private final int[] firstStates;
    private final int states;

    RemiGrammar(RemiSpec spec, RemiLayout words) {
        this.words = words;
        velocities = spec.velocities() > 0;
        programs = spec.programs().size() > 1;
        statesAPosition = RemiLayout.statesAPosition(spec.velocities(), spec.programs().size());
        firstStates = new int[words.positions + 1];
        int next = RemiLayout.OUTER_STATES;
        for (int length : words.lengths) {
            firstStates[length] = next;
            next += RemiLayout.BAR_STATES + statesAPosition * length;
        }
        states = next;
    }

    Grammar build() {
        GrammarTable table = new GrammarTable(states, words.names.size());
        table.allow(START, words.bar, FIRST_METRE);
        table.allow(START, words.end, ENDED);
        allowMetres(table, FIRST_METRE);
        table.allow(ENDED, words.end, ENDED);
        for (int length : words.lengths) {
            allowMetres(table, barState(length));
            allowNext(table, barState(length), length, 0);
            allowNext(table, metreState(length), length, 0);
            for (int position = 0; position < length; position++) {
                allowPosition(table, length, position);
            }
        }
        return table.build(START);
    }

    private int barState(int length) {
        return firstStates[length];
    }

    private int metreState(int length) {
        return firstStates[length] + 1;
    }

    /** Right after its token; behind it are those after Duration, Pitch, Velocity, Program. */
    private int positionState(int length, int position) {
        return firstStates[length] + RemiLayout.BAR_STATES + statesAPosition * position;
    }

    private void allowMetres(GrammarTable table, int state) {
        for (int i = 0; i < words.metreLengths.length; i++) {
            table.allow(state, words.firstMetre + i, metreState(words.metreLengths[i]));
        }
    }

    /** A position of the bar from one on, the next bar, or the end. */
    private void allowNext(GrammarTable table, int state, int length, int from) {
        for (int position = from; position < length; position++) {
            table.allow(state, words.firstPosition + position, positionState(length, position));
        }
        table.allow(state, words.bar, barState(length));
        table.allow(state, words.end, ENDED);
    }

    private void allowPosition(GrammarTable table, int length, int position) {
        int here = positionState(length, position);
        int noted = here + 1;
        int lasting = here + 2;
        int pitched = velocities ? here + 3 : lasting;
        table.allow(here, words.firstTempo, words.tempos, noted);
        if (position > 0) {
            allowMetres(table, here);
        }
        allowNext(table, noted, length, position + 1);
        for (int state : new int[] {here, noted}) {
            table.allow(state, words.firstPitch, words.pitches, pitched);
        }
        if (velocities) {
            table.allow(pitched, words.firstVelocity, words.hold - words.firstVelocity, lasting);
        }
        table.allow(lasting, words.hold, lasting);
        table.allow(lasting, words.firstDuration, words.durations, noted);
        if (programs) {
            int named = here + statesAPosition - 1;
            int count = words.firstTempo - words.firstProgram;
            table.allow(here, words.firstProgram, count, named);
            table.allow(noted, words.firstProgram, count, named);
            table.allow(named, words.firstPitch, words.pitches, pitched);
        }
    }
}
