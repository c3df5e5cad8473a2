// SPDX-License-Identifier: Apache-2.0
// Which precisions the CPU trains in.
#pragma once

#include "timbrel.h"

namespace timbrel {

// TB_FP32, the only one.
tb_status check_fp32(const char *function, tb_precision precision);

}  // namespace timbrel
