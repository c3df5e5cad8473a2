// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.originality;

import java.util.List;

/**
 * The longest stretch of a generated sequence that stands, token by token, in what was learned
 * from. What is long by chance, pieces that were held out say: they share stretches too.
 *
 * @param length tokens of it; 0 if nothing is shared
 * @param start its first token in the generated sequence
 * @param source number of the sequence learned from that has it; -1 if nothing is shared
 * @param sourceStart its first token there
 */
public record LongestMatch(int length, int start, int source, int sourceStart) {

    /**
     * Looks through all that was learned from, in time in proportion to it and memory in proportion
     * to the generated sequence. Of stretches of one length the first in {@code training} is told.
     *
     * @param piece tokens of any vocabulary, without the primer; may be empty
     * @param training tokens of the same vocabulary; may be empty
     */
    public static LongestMatch of(int[] piece, List<int[]> training) {
        SuffixAutomaton stretches = new SuffixAutomaton(piece);
        LongestMatch best = new LongestMatch(0, 0, -1, 0);
        for (int i = 0; i < training.size(); i++) {
            int[] common = stretches.longestCommon(training.get(i));
            if (common[0] > best.length) {
                best = new LongestMatch(common[0], common[1] - common[0], i, common[2] - common[0]);
            }
        }
        return best;
    }
}
