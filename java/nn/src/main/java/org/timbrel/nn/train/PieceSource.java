// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** The pieces that lanes work through, in order. */
interface PieceSource {

    /** Sequences that one piece is long at most, so that state is carried, yet lanes mix files. */
    int MAX_PIECE_SEQUENCES = 16;

    /** The next piece; null if there is none. */
    Piece next();

    /** Every span once, whole, in order: for judging. */
    static PieceSource once(List<Span> spans) {
        Deque<Piece> pieces = new ArrayDeque<>();
        for (int k = 0; k < spans.size(); k++) {
            pieces.add(new Piece(k, 0, spans.get(k).steps() - 1));
        }
        return pieces::poll;
    }

    /**
     * Every span again and again without end: in each epoch cut into pieces at other places and
     * shuffled. What comes depends on the arguments alone.
     */
    static PieceSource endless(List<Span> spans, int lanes, int sequenceLength, long seed) {
        long predictions = spans.stream().mapToLong(span -> span.steps() - 1).sum();
        long share = predictions / ((long) lanes * sequenceLength);
        int longest = sequenceLength * (int) Math.max(1, Math.min(MAX_PIECE_SEQUENCES, share));
        Deque<Piece> left = new ArrayDeque<>();
        long[] epoch = {0};
        return () -> {
            if (left.isEmpty()) {
                left.addAll(epoch(spans, longest, new Random(mix(seed, epoch[0]++))));
            }
            return left.poll();
        };
    }

    private static List<Piece> epoch(List<Span> spans, int longest, Random random) {
        List<Piece> pieces = new ArrayList<>();
        for (int k = 0; k < spans.size(); k++) {
            int count = spans.get(k).steps() - 1;
            int first = 0;
            int end = count <= longest ? count : random.nextInt(longest);
            while (first < count) {
                if (end > first) {
                    pieces.add(new Piece(k, first, end - first));
                }
                first = end;
                end = Math.min(count, end + longest);
            }
        }
        Collections.shuffle(pieces, random);
        return pieces;
    }

    /** Neighbouring seeds and epochs give unrelated results (the finaliser of splitmix64). */
    private static long mix(long seed, long epoch) {
        long z = seed + 0x9e3779b97f4a7c15L * (epoch + 1);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
