// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Sequences that a grammar allows. */
final class Sequences {

    private Sequences() {}

    /** So many tokens, each drawn from those that may come; after the end it is repeated. */
    static int[] random(Grammar grammar, int end, int length, SplittableRandom random) {
        int[] tokens = new int[length];
        Arrays.fill(tokens, end);
        int state = grammar.start();
        for (int i = 0; i < length; i++) {
            int token = random.nextInt(grammar.tokens());
            // A sequence may end at a few places only, so that it has some length.
            boolean mayEnd = i % 50 == 7;
            while (grammar.after(state, token) == Grammar.FORBIDDEN || (token == end && !mayEnd)) {
                token = random.nextInt(grammar.tokens());
            }
            if (token == end) {
                break;
            }
            tokens[i] = token;
            state = grammar.after(state, token);
        }
        return tokens;
    }

    /** The state after all tokens. */
    static int walk(Grammar grammar, int[] tokens) {
        int state = grammar.start();
        for (int token : tokens) {
            state = grammar.after(state, token);
            assertNotEquals(Grammar.FORBIDDEN, state);
        }
        return state;
    }

    /** Whether every state can be come to. */
    static boolean allReached(Grammar grammar) {
        boolean[] seen = new boolean[grammar.states()];
        int[] queue = new int[grammar.states()];
        int count = 1;
        queue[0] = grammar.start();
        seen[grammar.start()] = true;
        for (int i = 0; i < count; i++) {
            for (int token = 0; token < grammar.tokens(); token++) {
                int next = grammar.after(queue[i], token);
                if (next >= 0 && !seen[next]) {
                    seen[next] = true;
                    queue[count++] = next;
                }
            }
        }
        return count == grammar.states();
    }
}
