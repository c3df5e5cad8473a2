// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.originality;

import java.util.Arrays;

/**
 * All stretches of one sequence (Blumer et al., "The smallest automaton recognizing the subwords of
 * a text", Theoretical Computer Science 40, 1985): whoever follows it with another sequence knows
 * at every place the longest stretch that ends there and lies in this one. It takes time and memory
 * in proportion to the sequence, about 150 bytes a token.
 */
final class SuffixAutomaton {

    private static final int NONE = -1;

    // Of each state: the longest stretch that leads there, where it ends first, and the state of
    // its longest ending that also occurs elsewhere.
    private final int[] length;
    private final int[] firstEnd;
    private final int[] link;
    private int states = 1;
    private final StateTable next;

    SuffixAutomaton(int[] sequence) {
        int most = 2 * Math.max(1, sequence.length);
        length = new int[most];
        firstEnd = new int[most];
        link = new int[most];
        link[0] = NONE;
        next = new StateTable();
        int last = 0;
        for (int i = 0; i < sequence.length; i++) {
            last = append(last, sequence[i], i);
        }
    }

    private int append(int last, int token, int at) {
        int added = states++;
        length[added] = length[last] + 1;
        firstEnd[added] = at;
        int state = last;
        while (state != NONE && next.get(state, token) == NONE) {
            next.put(state, token, added);
            state = link[state];
        }
        if (state == NONE) {
            return added;
        }
        int following = next.get(state, token);
        if (length[following] == length[state] + 1) {
            link[added] = following;
            return added;
        }
        int copy = states++;
        length[copy] = length[state] + 1;
        firstEnd[copy] = firstEnd[following];
        link[copy] = link[following];
        next.copy(following, copy);
        while (state != NONE && next.get(state, token) == following) {
            next.put(state, token, copy);
            state = link[state];
        }
        link[following] = copy;
        link[added] = copy;
        return added;
    }

    /**
     * The longest stretch that both have; of several, the one that comes first in the other.
     *
     * @return its length, the place after it in this sequence, and that in the other; all 0 if they
     *     share nothing
     */
    int[] longestCommon(int[] other) {
        int[] best = new int[3];
        int state = 0;
        int matched = 0;
        for (int i = 0; i < other.length; i++) {
            int following = next.get(state, other[i]);
            while (following == NONE && state != 0) {
                state = link[state];
                matched = length[state];
                following = next.get(state, other[i]);
            }
            if (following != NONE) {
                state = following;
                matched++;
            }
            if (matched > best[0]) {
                best[0] = matched;
                best[1] = firstEnd[state] + 1;
                best[2] = i + 1;
            }
        }
        return best;
    }

    /**
     * Which state follows which by which token: a hash table, with a list of each state's tokens.
     */
    private static final class StateTable {

        // Of each entry: its state and token as the key, where it leads, and the state's entry
        // before.
        private long[] keys = new long[16];
        private int[] targets = new int[16];
        private int size;
        // Entries in the order of their coming; open addressing finds them by key.
        private int[] slots = new int[64];
        private int[] before = new int[16];
        private int[] newest = new int[16];
        private int known;

        StateTable() {
            Arrays.fill(slots, NONE);
        }

        int get(int state, int token) {
            int entry = slots[slot(key(state, token))];
            return entry == NONE ? NONE : targets[entry];
        }

        void put(int state, int token, int target) {
            int slot = slot(key(state, token));
            if (slots[slot] != NONE) {
                targets[slots[slot]] = target;
                return;
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                targets = Arrays.copyOf(targets, 2 * size);
                before = Arrays.copyOf(before, 2 * size);
            }
            keys[size] = key(state, token);
            targets[size] = target;
            before[size] = newest(state);
            newest[state] = size;
            slots[slot] = size++;
            if (2 * size > slots.length) {
                grow();
            }
        }

        void copy(int from, int to) {
            for (int entry = newest(from); entry != NONE; entry = before[entry]) {
                put(to, (int) keys[entry], targets[entry]);
            }
        }

        private int newest(int state) {
            while (known <= state) {
                if (known == newest.length) {
                    newest = Arrays.copyOf(newest, 2 * known);
                }
                newest[known++] = NONE;
            }
            return newest[state];
        }

        private void grow() {
            slots = new int[2 * slots.length];
            Arrays.fill(slots, NONE);
            for (int entry = 0; entry < size; entry++) {
                slots[slot(keys[entry])] = entry;
            }
        }

        private static long key(int state, int token) {
            return ((long) state << 32) | (token & 0xffff_ffffL);
        }

        /** Where a key is, or would be. */
        private int slot(long key) {
            // Fibonacci hashing: the upper bits of the product are well mixed.
            long mixed = key * 0x9e37_79b9_7f4a_7c15L;
            int slot = (int) (mixed >>> 32) & slots.length - 1;
            while (slots[slot] != NONE && keys[slots[slot]] != key) {
                slot = slot + 1 & slots.length - 1;
            }
            return slot;
        }
    }
}
