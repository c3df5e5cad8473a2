// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.Arrays;

/** Tokens as they are written. */
final class TokenList {

    /** Most of a score: 256 MiB of them. */
    static final int MAX = 1 << 26;

    private int[] tokens = new int[1024];
    private int size;

    /**
     * @throws IllegalArgumentException if they become too many
     */
    void add(int token) {
        if (size == tokens.length) {
            if (size == MAX) {
                throw new IllegalArgumentException(
                        "the score takes more than %d tokens".formatted(MAX));
            }
            tokens = Arrays.copyOf(tokens, 2 * size);
        }
        tokens[size++] = token;
    }

    int[] toArray() {
        return Arrays.copyOf(tokens, size);
    }
}
