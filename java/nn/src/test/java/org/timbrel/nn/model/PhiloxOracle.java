// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

/** Philox4x32-10 as its paper has it, and what timbrel draws with it. */
final class PhiloxOracle {

    private static final long WORD = 0xFFFFFFFFL;

    private PhiloxOracle() {}

    /** Four words in 0..2^32 - 1 of a counter of four and a key of two. */
    static long[] block(long[] counter, long key0, long key1) {
        long[] c = counter.clone();
        long k0 = key0;
        long k1 = key1;
        for (int round = 0; round < 10; round++) {
            long p0 = 0xD2511F53L * c[0];
            long p1 = 0xCD9E8D57L * c[2];
            c =
                    new long[] {
                        ((p1 >>> 32) ^ c[1] ^ k0) & WORD,
                        p1 & WORD,
                        ((p0 >>> 32) ^ c[3] ^ k1) & WORD,
                        p0 & WORD
                    };
            k0 = (k0 + 0x9E3779B9L) & WORD;
            k1 = (k1 + 0xBB67AE85L) & WORD;
        }
        return c;
    }

    /** Domain 0: initial parameters, 1: dropout, 2: generation. */
    static long[] draw(int domain, long seed, long stream, long step, long block) {
        long[] counter = {(long) domain << 28 | block, step, stream & WORD, stream >>> 32};
        return block(counter, seed & WORD, seed >>> 32);
    }

    /** Whether dropout keeps place j of W at step t of sequence n. */
    static boolean keeps(
            long seed, long step, int layer, float probability, int width, int t, int n, int j) {
        long blocks = (width + 3L) / 4;
        long[] words = draw(1, seed, n | (long) layer << 32, step, t * blocks + j / 4);
        return words[j % 4] >= (long) (probability * 0x1p32);
    }
}
