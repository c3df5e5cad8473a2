// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import org.bytedeco.javacpp.LongPointer;

/**
 * A grammar of tokens in a device's memory, as timbrel.h has it in tb_grammar.
 *
 * @param states S, at least 1
 * @param endToken behind which nothing comes, 0..K-1, or -1: none
 * @param next [S,K], the state that a token leads to; outside 0..S-1: the token is forbidden
 */
public record GrammarArrays(int states, int endToken, Indices next) implements AutoCloseable {

    /** The state of a slot that has ended. */
    public static final long ENDED = -1;

    /** As tb_grammar lays them out, with an address that holds until the array is closed. */
    public long[] fields() {
        LongPointer table = next.pointer();
        return new long[] {states, endToken, table.address() + table.position() * Long.BYTES};
    }

    @Override
    public void close() {
        next.close();
    }
}
