// SPDX-License-Identifier: Apache-2.0
// The losses of a network's head on the CPU.
#include <cinttypes>

#include "arguments.h"
#include "error.h"
#include "kernels.h"
#include "operation_arguments.h"
#include "token.h"

namespace {

tb_status check_categories(const char *function, int64_t T, int64_t N, int64_t K,
        const int64_t *lengths, int64_t scored_from, const float *targets) {
    for (int64_t t = scored_from; t < T; ++t) {
        for (int64_t n = 0; n < N; ++n) {
            const float target = targets[t * N + n];
            if (t < (lengths ? lengths[n] : T) && !timbrel::is_token(target, K)) {
                return timbrel::fail(TB_INVALID_ARGUMENT,
                        "%s: targets[%" PRId64 "] (t %" PRId64 ", n %" PRId64
                        ") is %.9g, but must be a whole number in 0..K-1 (%" PRId64 ")",
                        function, t * N + n, t, n, target, K - 1);
            }
        }
    }
    return TB_OK;
}

}  // namespace

tb_status tb_cpu_head_loss(tb_head head, int64_t T, int64_t N, int64_t D, int64_t K,
        const int64_t *lengths, int64_t scored_from, float floor, const float *outputs,
        const float *targets, float *losses, float *d_outputs, double *sum) {
    constexpr const char *function = "tb_cpu_head_loss";
    tb_status checked = timbrel::check_head_loss(
            function, head, T, N, D, K, scored_from, floor, outputs, targets, sum);
    if (checked == TB_OK) {
        checked = timbrel::check_lengths(function, lengths, T, N);
    }
    if (checked == TB_OK && head == TB_CATEGORICAL) {
        checked = check_categories(function, T, N, K, lengths, scored_from, targets);
    }
    return checked != TB_OK
                   ? checked
                   : timbrel::scratch_status(function,
                             timbrel::kernels().head_loss({head, T, N, D, K, lengths, scored_from,
                                     floor, outputs, targets, losses, d_outputs, sum}));
}
