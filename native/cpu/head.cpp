// SPDX-License-Identifier: Apache-2.0
// The losses of a network's head on the CPU.
#include "arguments.h"
#include "error.h"
#include "kernels.h"

tb_status tb_cpu_head_loss(tb_head head, int64_t T, int64_t N, int64_t D, int64_t K, const int64_t *lengths,
        int64_t scored_from, float floor, const float *outputs, const float *targets, float *losses,
        float *d_outputs, double *sum) {
    constexpr const char *function = "tb_cpu_head_loss";
    const std::initializer_list<timbrel::Size> sizes = {
            {"T", T, 0}, {"N", N, 0}, {"D", D, 1}, {"K", K, 0}};
    if (head != (K > 0 ? TB_MIXTURE : TB_MEAN)) {
        return timbrel::fail(TB_UNSUPPORTED, "%s: head %d with K %d", function,
                static_cast<int>(head), static_cast<int>(K));
    }
    tb_status checked = timbrel::check_sizes(function, sizes);
    if (checked == TB_OK) {
        checked = timbrel::check_sizes(function, {{"scored_from", scored_from, 0}});
    }
    if (checked == TB_OK && (!timbrel::fits({3, N, T, D}) || !timbrel::fits({3, N, T, D, K}))) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK && K > 0) {
        // The smallest normal number, so that its logarithm and quotients are those of numbers.
        checked = timbrel::check_range(function, "floor", floor, 1.1754943508222875e-38, 1e30);
    }
    if (checked == TB_OK) {
        const bool has_steps = T > 0 && N > 0;
        checked = timbrel::check_arrays(function,
                {
                        {"outputs [T,N,P]", outputs, has_steps},
                        {"targets [T,N,D]", targets, has_steps},
                        {"sum [1]", sum, true},
                },
                sizes);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_lengths(function, lengths, T, N);
    }
    return checked != TB_OK
                   ? checked
                   : timbrel::scratch_status(function,
                             timbrel::kernels().head_loss({T, N, D, K, lengths, scored_from, floor,
                                     outputs, targets, losses, d_outputs, sum}));
}
