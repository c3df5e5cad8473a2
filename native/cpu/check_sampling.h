// SPDX-License-Identifier: Apache-2.0
// The checks of what limits draws.
#pragma once

#include "timbrel.h"

namespace timbrel {

// Of every active slot the numbers that head looks at are in range. active, top_k and top_p as
// tb_cpu_generate has them.
tb_status check_sampling(const char *function, tb_head head, int64_t N, const int64_t *active,
        const float *temperatures, const int64_t *top_k, const float *top_p);

}  // namespace timbrel
