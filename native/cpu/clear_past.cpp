// SPDX-License-Identifier: Apache-2.0
// Zeros where sequences have no steps.
#include "arguments.h"
#include "operation_arguments.h"

tb_status tb_cpu_clear_past(int64_t T, int64_t N, int64_t W, const int64_t *lengths, float *x) {
    constexpr const char *function = "tb_cpu_clear_past";
    tb_status checked = timbrel::check_clear_past(function, T, N, W, x);
    if (checked == TB_OK) {
        checked = timbrel::check_lengths(function, lengths, T, N);
    }
    for (int64_t n = 0; checked == TB_OK && lengths != nullptr && n < N; ++n) {
        for (int64_t t = lengths[n]; t < T; ++t) {
            for (int64_t k = 0; k < W; ++k) {
                x[(t * N + n) * W + k] = 0;
            }
        }
    }
    return checked;
}
