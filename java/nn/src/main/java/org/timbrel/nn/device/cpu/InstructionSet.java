// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import java.util.EnumSet;
import java.util.Set;

/**
 * Instruction sets that kernels choose between: {@code tb_cpu_feature} of timbrel.h, bit by bit.
 */
public enum InstructionSet {
    AVX2(1 << 0, "AVX2"),
    FMA(1 << 1, "FMA"),
    AVX512F(1 << 2, "AVX-512F"),
    AVX512_BF16(1 << 3, "AVX512-BF16"),
    AMX_TILE(1 << 4, "AMX-TILE"),
    AMX_BF16(1 << 5, "AMX-BF16"),
    AMX_INT8(1 << 6, "AMX-INT8");

    private final int bit;
    private final String label;

    InstructionSet(int bit, String label) {
        this.bit = bit;
        this.label = label;
    }

    /** Those whose bits are set. */
    static Set<InstructionSet> of(int features) {
        Set<InstructionSet> found = EnumSet.noneOf(InstructionSet.class);
        for (InstructionSet set : values()) {
            if ((features & set.bit) != 0) {
                found.add(set);
            }
        }
        return found;
    }

    /** As its makers write it. */
    @Override
    public String toString() {
        return label;
    }
}
