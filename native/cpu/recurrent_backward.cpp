// SPDX-License-Identifier: Apache-2.0
// The way back through a recurrent layer on the CPU.
#include "arguments.h"
#include "kernels.h"
#include "precision.h"
#include "recurrent.h"

tb_status tb_cpu_recurrent_backward(tb_cell cell, tb_precision precision, int64_t T, int64_t N,
        int64_t I, int64_t H, const int64_t *lengths, const float *x, const float *w_ih,
        const float *w_hh, const float *norm_hh, const float *mask, const float *h0,
        const float *c0, const float *y, const float *gates, const float *cells, const float *h_in,
        const float *normed, const float *rstd, const float *dy, const float *dh_n,
        const float *dc_n, float *dgates, float *dhidden, float *dx, float *dh0, float *dc0,
        float *dw_ih, float *dw_hh, float *db_ih, float *db_hh, float *dnorm_hh) {
    constexpr const char *function = "tb_cpu_recurrent_backward";
    const timbrel::RecurrentBackward layer = {cell, T, N, I, H, lengths, x, w_ih, w_hh, norm_hh,
            mask, h0, c0, y, gates, cells, h_in, normed, rstd, dy, dh_n, dc_n, dgates, dhidden, dx,
            dh0, dc0, dw_ih, dw_hh, db_ih, db_hh, dnorm_hh};
    tb_status checked = timbrel::check_fp32(function, precision);
    if (checked == TB_OK) {
        checked = timbrel::check_recurrent_backward(function, layer);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_lengths(function, lengths, T, N);
    }
    return checked != TB_OK ? checked
                            : timbrel::scratch_status(
                                      function, timbrel::kernels().recurrent_backward(layer));
}
