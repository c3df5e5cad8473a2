// SPDX-License-Identifier: Apache-2.0
// The forward LSTM on the CPU: the scalar reference that every faster kernel is compared with.
#include "lstm_forward.h"

#include <cinttypes>

#include "error.h"

tb_status tb_cpu_lstm_forward(int64_t T, int64_t N, int64_t I, int64_t H, const int64_t *lengths,
        const float *x, const float *w_ih, const float *w_hh, const float *b_ih, const float *b_hh,
        const float *h0, const float *c0, float *y, float *h_n, float *c_n, float *gates,
        float *cells) {
    const timbrel::LstmForward lstm = {
            T, N, I, H, lengths, x, w_ih, w_hh, b_ih, b_hh, h0, c0, y, h_n, c_n, gates, cells};
    const tb_status checked = timbrel::check_lstm_forward("tb_cpu_lstm_forward", lstm);
    if (checked != TB_OK) {
        return checked;
    }
    for (int64_t n = 0; lengths != nullptr && n < N; ++n) {
        if (lengths[n] < 0 || lengths[n] > T) {
            return timbrel::fail(TB_INVALID_ARGUMENT,
                    "tb_cpu_lstm_forward: lengths[%" PRId64 "] is %" PRId64
                    ", outside 0..T (%" PRId64 ")",
                    n, lengths[n], T);
        }
    }

    for (int64_t n = 0; n < N; ++n) {
        for (int64_t t = 0; t < T; ++t) {
            for (int64_t j = 0; j < H; ++j) {
                timbrel::lstm_forward_unit(lstm, t, n, j);
            }
        }
        for (int64_t j = 0; j < H; ++j) {
            timbrel::lstm_forward_state(lstm, n, j);
        }
    }
    return TB_OK;
}
