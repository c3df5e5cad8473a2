// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.List;

/** A sequence on its way through a grammar. */
final class GrammarWalk {

    private final Grammar grammar;
    private final List<String> names;
    private int state;
    private int place;
    private int before = -1;

    GrammarWalk(Grammar grammar, List<String> names) {
        this.grammar = grammar;
        this.names = names;
        this.state = grammar.start();
    }

    /**
     * Goes on by a token.
     *
     * @throws IllegalArgumentException naming the place, if it is none or may not come
     */
    void step(int token) {
        if (token < 0 || token >= grammar.tokens()) {
            throw new IllegalArgumentException(
                    "token %d (the %s) is outside the vocabulary 0..%d"
                            .formatted(token, ordinal(), grammar.tokens() - 1));
        }
        int next = grammar.after(state, token);
        if (next == Grammar.FORBIDDEN) {
            throw new IllegalArgumentException(
                    "token %d (the %s), %s, may not come %s"
                            .formatted(token, ordinal(), names.get(token), where()));
        }
        state = next;
        before = token;
        place++;
    }

    private String ordinal() {
        return "%d. from 0".formatted(place);
    }

    private String where() {
        return before < 0 ? "at the beginning" : "after " + names.get(before);
    }
}
