// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.Locale;

/**
 * What the operands of products are rounded to; sums, master weights and states are always single
 * precision. The order is that of tb_precision in timbrel.h.
 */
public enum Precision {
    /** Not rounded. */
    FP32,
    /** 10 bits of mantissa, on GPUs only. */
    TF32,
    /** 7 bits of mantissa: half the bytes of the weights. */
    BF16;

    /** How {@code --precision} calls it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
