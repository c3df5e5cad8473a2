// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.originality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LongestMatchTest {

    private static final LongestMatch NONE = new LongestMatch(0, 0, -1, 0);

    /** Every start against every start. */
    private static LongestMatch slow(int[] piece, List<int[]> training) {
        LongestMatch best = NONE;
        for (int s = 0; s < training.size(); s++) {
            int[] other = training.get(s);
            for (int i = 0; i < other.length; i++) {
                for (int p = 0; p < piece.length; p++) {
                    int length = 0;
                    while (p + length < piece.length
                            && i + length < other.length
                            && piece[p + length] == other[i + length]) {
                        length++;
                    }
                    if (length > best.length()) {
                        best = new LongestMatch(length, p, s, i);
                    }
                }
            }
        }
        return best;
    }

    private static int[] random(SplittableRandom random, int length, int tokens) {
        return random.ints(length, 0, tokens).toArray();
    }

    @Test
    void ofMadeSequences() {
        List<int[]> training = List.of(new int[] {9, 1, 2, 3}, new int[] {7, 1, 2, 3, 4, 8});
        assertEquals(
                new LongestMatch(4, 2, 1, 1),
                LongestMatch.of(new int[] {5, 5, 1, 2, 3, 4, 5}, training));
        // Of two as long the first is told.
        assertEquals(
                new LongestMatch(3, 0, 0, 1), LongestMatch.of(new int[] {1, 2, 3, 9}, training));
        assertEquals(NONE, LongestMatch.of(new int[] {5, 6}, training));
        assertEquals(NONE, LongestMatch.of(new int[0], training));
        assertEquals(NONE, LongestMatch.of(new int[] {1}, List.of()));
        assertEquals(NONE, LongestMatch.of(new int[] {1}, List.of(new int[0])));
        // Words may be negative, and as large as they like.
        int[] words = {Integer.MIN_VALUE, -1, Integer.MAX_VALUE, 0};
        assertEquals(new LongestMatch(4, 0, 0, 0), LongestMatch.of(words, List.of(words)));
    }

    @Test
    void asEveryStartAgainstEveryStart() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 400; round++) {
            int tokens = 1 + random.nextInt(4);
            int[] piece = random(random, random.nextInt(30), tokens);
            List<int[]> training =
                    Stream.generate(() -> random(random, random.nextInt(40), tokens))
                            .limit(1 + random.nextInt(3))
                            .toList();
            LongestMatch fast = LongestMatch.of(piece, training);
            LongestMatch slow = slow(piece, training);
            assertEquals(slow.length(), fast.length(), "round " + round);
            assertEquals(slow.source(), fast.source(), "round " + round);
            // Where it stands several times in one, any of them is right.
            if (fast.length() > 0) {
                int[] source = training.get(fast.source());
                assertArrayEquals(
                        Arrays.copyOfRange(piece, fast.start(), fast.start() + fast.length()),
                        Arrays.copyOfRange(
                                source, fast.sourceStart(), fast.sourceStart() + fast.length()));
            }
        }
    }

    @Test
    void aWholeCopyOfALongPieceTakesNoLongerThanReadingIt() {
        // One token over and over is the worst for whoever compares at each place anew: 4·10¹⁰
        // steps.
        int[] drone = new int[200_000];
        LongestMatch match =
                assertTimeout(Duration.ofSeconds(20), () -> LongestMatch.of(drone, List.of(drone)));
        assertEquals(drone.length, match.length());
    }
}
