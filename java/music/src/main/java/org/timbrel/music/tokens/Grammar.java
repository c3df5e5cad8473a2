// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which token may follow which: a finite-state table over states 0..S-1 and tokens 0..V-1. */
public final class Grammar {

    /** In the table: a token that may not come. */
    public static final int FORBIDDEN = -1;

    private final int states;
    private final int tokens;
    private final int start;
    private final int[] next;

    /**
     * @param states S, at least 1
     * @param tokens V, at least 1
     * @param start the state before the first token
     * @param next [S,V] the state after a token; {@link #FORBIDDEN}: it may not come
     * @throws IllegalArgumentException if a value is out of range, or a state lets no token come
     */
    public Grammar(int states, int tokens, int start, int[] next) {
        if (states < 1 || tokens < 1 || next.length != Math.multiplyExact(states, tokens)) {
            throw new IllegalArgumentException(
                    "a table of %d values for %d states and %d tokens"
                            .formatted(next.length, states, tokens));
        }
        if (start < 0 || start >= states) {
            throw new IllegalArgumentException(
                    "start %d is outside 0..%d".formatted(start, states - 1));
        }
        this.states = states;
        this.tokens = tokens;
        this.start = start;
        this.next = next.clone();
        for (int state = 0; state < states; state++) {
            requireState(state);
        }
    }

    private void requireState(int state) {
        boolean open = false;
        for (int token = 0; token < tokens; token++) {
            int to = after(state, token);
            if (to < FORBIDDEN || to >= states) {
                throw new IllegalArgumentException(
                        "token %d leads from state %d to %d, outside 0..%d"
                                .formatted(token, state, to, states - 1));
            }
            open |= to != FORBIDDEN;
        }
        if (!open) {
            throw new IllegalArgumentException("state %d lets no token come".formatted(state));
        }
    }

    /** S. */
    public int states() {
        return states;
    }

    /** V. */
    public int tokens() {
        return tokens;
    }

    /** The state before the first token. */
    public int start() {
        return start;
    }

    /** The state after a token; {@link #FORBIDDEN} where it may not come. */
    public int after(int state, int token) {
        return next[state * tokens + token];
    }

    /** [S,V], a copy. */
    public int[] table() {
        return next.clone();
    }

    /**
     * The same where a sequence cannot end before something has come: twice the states, of which
     * the second half is as these are, and the first half is before it. A state that lets nothing
     * come but the end lets it come.
     *
     * @param end the token that ends
     * @param needed the tokens of which one must come first
     */
    public Grammar endingAfter(int end, IntPredicate needed) {
        int[] twice = Arrays.copyOf(next, 2 * next.length);
        for (int k = 0; k < next.length; k++) {
            int state = k / tokens;
            int token = k % tokens;
            boolean held = token == end && letsMoreCome(state, end);
            boolean past = next[k] != FORBIDDEN && needed.test(token);
            twice[k] = held ? FORBIDDEN : past ? next[k] + states : next[k];
            twice[next.length + k] = next[k] == FORBIDDEN ? FORBIDDEN : next[k] + states;
        }
        return new Grammar(2 * states, tokens, start, twice);
    }

    private boolean letsMoreCome(int state, int end) {
        return IntStream.range(0, tokens)
                .anyMatch(token -> token != end && after(state, token) != FORBIDDEN);
    }
}
