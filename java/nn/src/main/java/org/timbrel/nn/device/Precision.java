// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What the operands of products are rounded to; sums, master weights and states are always single
 * precision.
 */
public enum Precision {
    /** Not rounded. */
    FP32(0),
    /** 10 bits of mantissa, on GPUs only. */
    TF32(1),
    /** 7 bits of mantissa: half the bytes of the weights. */
    BF16(2);

    private final int code;

    Precision(int code) {
        this.code = code;
    }

    /** Its tb_precision in timbrel.h. */
    public int code() {
        return code;
    }

    /** How {@code --precision} calls it. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
