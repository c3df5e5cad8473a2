// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.nn.train.FrameSequence;

/**
 * What a network of tokens is measured against: a chain in which a token depends on the one before
 * it, with the smoothing of Witten and Bell (1991) over the tokens' frequencies, and those over all
 * tokens alike.
 */
final class TokenChain {

    private final int tokens;
    private final Followers all = new Followers();
    private final Map<Integer, Followers> after = new HashMap<>();

    /** How often what came. */
    private static final class Followers {
        private final Map<Integer, Integer> counts = new HashMap<>();
        private long sum;

        void add(int token) {
            counts.merge(token, 1, Integer::sum);
            sum++;
        }

        /** Mixed with a fallback by how many different ones there were. */
        double probability(int token, double fallback) {
            int kinds = counts.size();
            return (counts.getOrDefault(token, 0) + kinds * fallback) / (sum + kinds);
        }
    }

    private TokenChain(int tokens) {
        this.tokens = tokens;
    }

    /**
     * Fits one.
     *
     * @param training tokens, at least two in one of them
     * @param tokens that there are
     */
    static TokenChain fit(List<FrameSequence> training, int tokens) {
        TokenChain chain = new TokenChain(tokens);
        for (FrameSequence piece : training) {
            for (int t = 1; t < piece.frames(); t++) {
                int token = (int) piece.values()[t];
                chain.all.add(token);
                chain.after
                        .computeIfAbsent((int) piece.values()[t - 1], key -> new Followers())
                        .add(token);
            }
        }
        return chain;
    }

    /** What it loses on a piece, all but its first token, in nats. */
    double nats(FrameSequence piece) {
        double sum = 0;
        for (int t = 1; t < piece.frames(); t++) {
            sum -= Math.log(probability((int) piece.values()[t - 1], (int) piece.values()[t]));
        }
        return sum;
    }

    double probability(int before, int token) {
        double alone = all.probability(token, 1.0 / tokens);
        Followers own = after.get(before);
        return own == null ? alone : own.probability(token, alone);
    }
}
