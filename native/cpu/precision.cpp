// SPDX-License-Identifier: Apache-2.0
// Which precisions the CPU trains in.
#include "precision.h"

#include "error.h"

namespace timbrel {

tb_status check_fp32(const char *function, tb_precision precision) {
    if (precision == TB_FP32) {
        return TB_OK;
    }
    if (precision == TB_TF32 || precision == TB_BF16) {
        return fail(TB_UNSUPPORTED, "%s: precision is %s, but the CPU serves fp32 here", function,
                precision == TB_TF32 ? "tf32" : "bf16");
    }
    return fail(TB_INVALID_ARGUMENT,
            "%s: precision is %d, but must be 0 (fp32), 1 (tf32) or 2 (bf16)", function,
            static_cast<int>(precision));
}

}  // namespace timbrel
