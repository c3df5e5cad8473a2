// SPDX-License-Identifier: Apache-2.0
// The forward LSTM on the CPU: the kernels', and the scalar reference that they are compared with.
#include "lstm_forward.h"

#include "arguments.h"
#include "error.h"
#include "kernels.h"

namespace {

tb_status check(const char *function, const timbrel::LstmForward &lstm) {
    const tb_status checked = timbrel::check_lstm_forward(function, lstm);
    return checked != TB_OK ? checked
                            : timbrel::check_lengths(function, lstm.lengths, lstm.T, lstm.N);
}

}  // namespace

tb_status tb_cpu_recurrent_forward(tb_cell cell, tb_precision precision, int64_t T, int64_t N,
        int64_t I, int64_t H, const int64_t *lengths, const float *x, const float *w_ih,
        const float *w_hh, const float *b_ih, const float *b_hh, const float *norm_hh,
        const float *mask, const float *h0, const float *c0, float *y, float *h_n, float *c_n,
        float *gates, float *cells, float *h_in, float *normed, float *rstd) {
    constexpr const char *function = "tb_cpu_recurrent_forward";
    if (cell != TB_LSTM || precision != TB_FP32 || norm_hh || mask || h_in || normed || rstd) {
        return timbrel::fail(TB_UNSUPPORTED, "%s: an LSTM without options only", function);
    }
    const timbrel::LstmForward lstm = {
            T, N, I, H, lengths, x, w_ih, w_hh, b_ih, b_hh, h0, c0, y, h_n, c_n, gates, cells};
    const tb_status checked = check(function, lstm);
    return checked != TB_OK
                   ? checked
                   : timbrel::scratch_status(function, timbrel::kernels().lstm_forward(lstm));
}

tb_status tb_cpu_recurrent_forward_reference(tb_cell cell, int64_t T, int64_t N,
        int64_t I, int64_t H, const int64_t *lengths, const float *x, const float *w_ih,
        const float *w_hh, const float *b_ih, const float *b_hh, const float *norm_hh,
        const float *mask, const float *h0, const float *c0, float *y, float *h_n, float *c_n,
        float *gates, float *cells, float *h_in, float *normed, float *rstd) {
    if (cell != TB_LSTM || norm_hh || mask || h_in || normed || rstd) {
        return timbrel::fail(TB_UNSUPPORTED, "reference: an LSTM without options only");
    }
    const timbrel::LstmForward lstm = {
            T, N, I, H, lengths, x, w_ih, w_hh, b_ih, b_hh, h0, c0, y, h_n, c_n, gates, cells};
    const tb_status checked = check("tb_cpu_recurrent_forward_reference", lstm);
    if (checked != TB_OK) {
        return checked;
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
