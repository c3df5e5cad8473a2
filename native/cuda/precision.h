// SPDX-License-Identifier: Apache-2.0
// What operands of products are rounded to.
#pragma once

#include <cinttypes>

#include "bf16.h"
#include "error.h"
#include "launch.h"

namespace timbrel {

__device__ __forceinline__ float rounded(tb_precision precision, float value) {
    return precision == TB_FP32   ? value
           : precision == TB_TF32 ? round_to_tf32(value)
                                  : round_to_bf16(value);
}

inline tb_status check_precision(const char *function, tb_precision precision) {
    if (precision == TB_FP32 || precision == TB_TF32 || precision == TB_BF16) {
        return TB_OK;
    }
    return fail(TB_INVALID_ARGUMENT,
            "%s: precision is %d, but must be 0 (fp32), 1 (tf32) or 2 (bf16)", function,
            static_cast<int>(precision));
}

}  // namespace timbrel
