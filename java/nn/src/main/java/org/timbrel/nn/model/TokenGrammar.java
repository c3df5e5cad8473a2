// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.GrammarArrays;

/**
 * Which token may follow which, for a network that predicts tokens: a table over states 0..S−1 and
 * tokens 0..V−1. A stream is in a state, starts in the first one, and every token that it draws or
 * is given leads to another; what its state forbids it does not draw. Behind the end token nothing
 * comes.
 *
 * <pre>{@code
 * // Tokens 0 and 1 in turn, until 2 ends.
 * new TokenGrammar(2, 3, 0, 2, new int[] {1, -1, 0, -1, 0, 0})
 * }</pre>
 */
public final class TokenGrammar {

    /** In the table: a token that may not come. */
    public static final int FORBIDDEN = -1;

    private final int states;
    private final int tokens;
    private final int start;
    private final int endToken;
    private final int[] next;

    /**
     * @param states S, at least 1
     * @param tokens V, at least 1
     * @param start the state before the first token
     * @param endToken behind which nothing comes; −1: there is none
     * @param next [S,V], the state behind a token; {@link #FORBIDDEN}: it may not come; copied
     * @throws IllegalArgumentException if a value is out of range, or a state lets no token come
     */
    public TokenGrammar(int states, int tokens, int start, int endToken, int[] next) {
        NetworkSpec.range("states", states, 1, Integer.MAX_VALUE);
        NetworkSpec.range("tokens", tokens, 1, NetworkSpec.MAX_CATEGORIES);
        NetworkSpec.range("start", start, 0, states - 1);
        NetworkSpec.range("endToken", endToken, -1, tokens - 1);
        if (next.length != (long) states * tokens) {
            throw new IllegalArgumentException(
                    "a table of %d values for %d states and %d tokens"
                            .formatted(next.length, states, tokens));
        }
        this.states = states;
        this.tokens = tokens;
        this.start = start;
        this.endToken = endToken;
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
                        "token %d leads from state %d to %d, outside -1..%d"
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

    /** Behind which nothing comes; −1: there is none. */
    public int endToken() {
        return endToken;
    }

    /** The state behind a token; {@link #FORBIDDEN} where it may not come. */
    public int after(int state, int token) {
        return next[state * tokens + token];
    }

    /**
     * Whether tokens may follow a state, one after the other.
     *
     * @param state of a stream; {@link GrammarArrays#ENDED}: it has ended
     * @throws IllegalArgumentException naming the first one that may not come, or is none
     */
    void require(long state, float... given) {
        long at = state;
        for (int k = 0; k < given.length; k++) {
            float token = given[k];
            if (!(token >= 0 && token < tokens && token == (int) token)) {
                throw new IllegalArgumentException(
                        "token %d is %s, no whole number in 0..%d".formatted(k, token, tokens - 1));
            }
            boolean ended = at == GrammarArrays.ENDED;
            if (ended ? token != endToken : after((int) at, (int) token) == FORBIDDEN) {
                throw new IllegalArgumentException(
                        "token %d is %d, which the grammar forbids %s"
                                .formatted(
                                        k,
                                        (int) token,
                                        ended ? "behind the end" : "in state " + at));
            }
            at = token == endToken ? GrammarArrays.ENDED : after((int) at, (int) token);
        }
    }

    /**
     * @throws IllegalArgumentException if a network makes other tokens, or none
     */
    void requireTokensOf(NetworkSpec spec) {
        boolean makes = spec.head() instanceof Head.Categorical && spec.inputSize() == 0;
        if (!makes || spec.shape().components() != tokens) {
            throw new IllegalArgumentException(
                    "a grammar of %d tokens, but the network %s"
                            .formatted(
                                    tokens,
                                    makes
                                            ? "has " + spec.shape().components()
                                            : "makes no tokens: its head is " + spec.head()));
        }
    }

    /** In a device's memory; the caller closes it. */
    GrammarArrays on(Device device) {
        long[] table = new long[next.length];
        for (int k = 0; k < next.length; k++) {
            table[k] = next[k];
        }
        return new GrammarArrays(states, endToken, device.indices(table));
    }
}
