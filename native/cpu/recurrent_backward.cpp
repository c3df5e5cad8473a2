// SPDX-License-Identifier: Apache-2.0
// The way back through the LSTM on the CPU.
#include "lstm_backward.h"

#include "arguments.h"
#include "error.h"
#include "kernels.h"
#include "lstm_forward.h"

tb_status tb_cpu_recurrent_backward(tb_cell cell, tb_precision precision, int64_t T, int64_t N,
        int64_t I, int64_t H, const int64_t *lengths, const float *x, const float *w_ih,
        const float *w_hh, const float *norm_hh, const float *mask, const float *h0,
        const float *c0, const float *y, const float *gates, const float *cells, const float *h_in,
        const float *normed, const float *rstd, const float *dy, const float *dh_n,
        const float *dc_n, float *dgates, float *dhidden, float *dx, float *dh0, float *dc0,
        float *dw_ih, float *dw_hh, float *db_ih, float *db_hh, float *dnorm_hh) {
    constexpr const char *function = "tb_cpu_recurrent_backward";
    if (cell != TB_LSTM || precision != TB_FP32 || norm_hh || mask || h_in || normed || rstd ||
            dhidden || dnorm_hh) {
        return timbrel::fail(TB_UNSUPPORTED, "%s: an LSTM without options only", function);
    }
    tb_status checked = timbrel::check_lstm_sizes(function, T, N, I, H);
    if (checked == TB_OK) {
        const bool has_steps = T > 0 && N > 0;
        checked = timbrel::check_arrays(function,
                {
                        {"x [T,N,I]", x, has_steps},
                        {"w_ih [4H,I]", w_ih, true},
                        {"w_hh [4H,H]", w_hh, true},
                        {"y [T,N,H]", y, has_steps},
                        {"gates [T,N,4H]", gates, has_steps},
                        {"cells [T,N,H]", cells, has_steps},
                        {"dy [T,N,H]", dy, has_steps},
                        {"dgates [T,N,4H]", dgates, has_steps},
                        {"dw_ih [4H,I]", dw_ih, true},
                        {"dw_hh [4H,H]", dw_hh, true},
                },
                {{"T", T, 0}, {"N", N, 0}, {"I", I, 1}, {"H", H, 1}});
    }
    if (checked == TB_OK) {
        checked = timbrel::check_lengths(function, lengths, T, N);
    }
    if (checked != TB_OK) {
        return checked;
    }
    const timbrel::LstmBackward lstm = {T, N, I, H, lengths, x, w_ih, w_hh, h0, c0, y, gates, cells,
            dy, dh_n, dc_n, dgates, dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh};
    return timbrel::scratch_status(function, timbrel::kernels().lstm_backward(lstm));
}
