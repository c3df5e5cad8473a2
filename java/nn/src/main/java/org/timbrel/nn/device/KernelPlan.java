// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a network is generated with, or a layer computed: fixed before the first step, by nothing but
 * the device, the sizes and the precision. timbrel.h has it as tb_plan. A team of blocks keeps the
 * weights and advances some slots together; without teams all numbers are 0.
 *
 * @param kernels which serve
 * @param blocks of a team
 * @param units of a layer that one block owns
 * @param slots of a team
 * @param teams of blocks
 * @param registers groups of 16 bytes of weights that a thread keeps in its registers
 * @param sharedBytes of a block's shared memory
 * @param proven whether these kernels were right on such a card
 * @param why in words, one line
 */
public record KernelPlan(
        Kernels kernels,
        long blocks,
        long units,
        long slots,
        long teams,
        long registers,
        long sharedBytes,
        boolean proven,
        String why) {

    private static final int NUMBERS = 8;
    private static final int WHY_BYTES = 232;

    /** 64-bit words of a tb_plan. */
    public static final int WORDS = NUMBERS + WHY_BYTES / Long.BYTES;

    /** The kernels that serve everything. */
    public static KernelPlan plain(String why) {
        return new KernelPlan(Kernels.PLAIN, 0, 0, 0, 0, 0, 0, false, why);
    }

    /**
     * From what a library of kernels filled in.
     *
     * @param words a tb_plan
     */
    public static KernelPlan of(long[] words) {
        ByteBuffer bytes = ByteBuffer.allocate(WHY_BYTES).order(ByteOrder.nativeOrder());
        bytes.asLongBuffer().put(words, NUMBERS, WHY_BYTES / Long.BYTES);
        int length = 0;
        while (length < WHY_BYTES && bytes.get(length) != 0) {
            length++;
        }
        return new KernelPlan(
                Kernels.of(words[0]),
                words[1],
                words[2],
                words[3],
                words[4],
                words[5],
                words[6],
                words[7] != 0,
                new String(bytes.array(), 0, length, StandardCharsets.UTF_8));
    }

    /** As tb_plan of timbrel.h lays it out, without the words; null: the plain kernels. */
    public long[] fields() {
        if (kernels == Kernels.PLAIN) {
            return null;
        }
        long[] words = new long[WORDS];
        words[0] = kernels.code();
        words[1] = blocks;
        words[2] = units;
        words[3] = slots;
        words[4] = teams;
        words[5] = registers;
        words[6] = sharedBytes;
        words[7] = proven ? 1 : 0;
        return words;
    }
}
