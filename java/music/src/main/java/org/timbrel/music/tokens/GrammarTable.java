// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.Arrays;

/** A grammar as it is built: all is forbidden but what is allowed. */
final class GrammarTable {

    private final int states;
    private final int tokens;
    private final int[] next;

    GrammarTable(int states, int tokens) {
        this.states = states;
        this.tokens = tokens;
        this.next = new int[Math.multiplyExact(states, tokens)];
        Arrays.fill(next, Grammar.FORBIDDEN);
    }

    void allow(int state, int token, int to) {
        next[state * tokens + token] = to;
    }

    /** A run of tokens that all lead to one state. */
    void allow(int state, int firstToken, int count, int to) {
        int from = state * tokens + firstToken;
        Arrays.fill(next, from, from + count, to);
    }

    Grammar build(int start) {
        return new Grammar(states, tokens, start, next);
    }
}
