// SPDX-License-Identifier: Apache-2.0
// The checks of what limits draws.
#include "check_sampling.h"

#include <cinttypes>

#include "error.h"
#include "sampling.h"

namespace timbrel {
namespace {

tb_status check_slot(const char *function, tb_head head, int64_t n, float temperature,
        int64_t top_k, float top_p) {
    if (!(temperature >= 0 && temperature <= highest_temperature)) {
        return fail(TB_INVALID_ARGUMENT, "%s: temperatures[%" PRId64 "] is %g, outside 0..%g",
                function, n, temperature, highest_temperature);
    }
    if (head == TB_CATEGORICAL && top_k < 0) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: top_k[%" PRId64 "] is %" PRId64 ", but must be at least 0 (0: all)", function,
                n, top_k);
    }
    if (head == TB_CATEGORICAL && !(top_p > 0 && top_p <= 1)) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: top_p[%" PRId64 "] is %g, but must be above 0 and at most 1 (1: all)",
                function, n, top_p);
    }
    return TB_OK;
}

}  // namespace

tb_status check_sampling(const char *function, tb_head head, int64_t N, const int64_t *active,
        const float *temperatures, const int64_t *top_k, const float *top_p) {
    tb_status checked = TB_OK;
    for (int64_t n = 0; head != TB_MEAN && checked == TB_OK && n < N; ++n) {
        if (active == nullptr || active[n] != 0) {
            checked = check_slot(
                    function, head, n, temperatures[n], top_k ? top_k[n] : 0, top_p ? top_p[n] : 1);
        }
    }
    return checked;
}

}  // namespace timbrel
