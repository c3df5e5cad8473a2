// SPDX-License-Identifier: Apache-2.0
// Zeros where sequences have no steps.
#include "arguments.h"

tb_status tb_cpu_clear_past(
        int64_t T, int64_t N, int64_t W, const int64_t *lengths, float *x) {
    constexpr const char *function = "tb_cpu_clear_past";
    const std::initializer_list<timbrel::Size> sizes = {{"T", T, 0}, {"N", N, 0}, {"W", W, 1}};
    tb_status checked = timbrel::check_sizes(function, sizes);
    if (checked == TB_OK && !timbrel::fits({N, T, W})) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function, {{"x [T,N,W]", x, T > 0 && N > 0}}, sizes);
    }
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
