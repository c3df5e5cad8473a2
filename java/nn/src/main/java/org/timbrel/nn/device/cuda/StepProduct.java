// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

/**
 * A product C = A Wᵀ of a step of generation, for all slots, as timbrel.h has it in tb_product.
 *
 * @param part that runs behind it
 * @param columns of C, and rows of W
 * @param depth columns of A, and of W
 * @param a where A begins in the workspace, in floats
 * @param w where W begins in the packed weights, in floats
 * @param c where C begins in the workspace, in floats
 */
record StepProduct(long part, long columns, long depth, long a, long w, long c) {

    /** 64-bit words of a tb_product. */
    static final int WORDS = 6;

    /** From the words that begin at an index. */
    static StepProduct of(long[] words, int at) {
        return new StepProduct(
                words[at],
                words[at + 1],
                words[at + 2],
                words[at + 3],
                words[at + 4],
                words[at + 5]);
    }
}
