// SPDX-License-Identifier: Apache-2.0
// The forward recurrent layer on the CPU.
#include "arguments.h"
#include "kernels.h"
#include "precision.h"
#include "recurrent.h"

tb_status tb_cpu_recurrent_forward(tb_cell cell, tb_precision precision, int64_t T, int64_t N,
        int64_t I, int64_t H, const int64_t *lengths, const float *x, const float *w_ih,
        const float *w_hh, const float *b_ih, const float *b_hh, const float *norm_hh,
        const float *mask, const float *h0, const float *c0, float *y, float *h_n, float *c_n,
        float *gates, float *cells, float *h_in, float *normed, float *rstd) {
    constexpr const char *function = "tb_cpu_recurrent_forward";
    const timbrel::RecurrentForward layer = {cell, T, N, I, H, lengths, x, w_ih, w_hh, b_ih, b_hh,
            norm_hh, mask, h0, c0, y, h_n, c_n, gates, cells, h_in, normed, rstd};
    tb_status checked = timbrel::check_fp32(function, precision);
    if (checked == TB_OK) {
        checked = timbrel::check_recurrent_forward(function, layer);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_lengths(function, lengths, T, N);
    }
    return checked != TB_OK
                   ? checked
                   : timbrel::scratch_status(function, timbrel::kernels().recurrent_forward(layer));
}
