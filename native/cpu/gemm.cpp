// SPDX-License-Identifier: Apache-2.0
// A matrix product on the CPU.
#include "arguments.h"
#include "kernels.h"

tb_status tb_cpu_gemm(int32_t transpose_a, int32_t transpose_b, int32_t accumulate, int64_t M,
        int64_t N, int64_t K, const float *a, const float *b, float *c) {
    constexpr const char *function = "tb_cpu_gemm";
    const std::initializer_list<timbrel::Size> sizes = {{"M", M, 0}, {"N", N, 0}, {"K", K, 0}};
    tb_status checked = timbrel::check_sizes(function, sizes);
    if (checked == TB_OK &&
            (!timbrel::fits({M, K}) || !timbrel::fits({K, N}) || !timbrel::fits({M, N}))) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {
                        {"a [M,K]", a, M > 0 && K > 0},
                        {"b [K,N]", b, K > 0 && N > 0},
                        {"c [M,N]", c, M > 0 && N > 0},
                },
                sizes);
    }
    if (checked != TB_OK || M == 0 || N == 0) {
        return checked;
    }
    const timbrel::View view_a = {a, transpose_a ? 1 : K, transpose_a ? M : 1};
    const timbrel::View view_b = {b, transpose_b ? 1 : N, transpose_b ? K : 1};
    return timbrel::scratch_status(function,
            timbrel::kernels().gemm({M, N, K, view_a, view_b, nullptr, accumulate != 0, c}));
}
