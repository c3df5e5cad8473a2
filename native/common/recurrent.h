// SPDX-License-Identifier: Apache-2.0
// A recurrent layer as both devices see it: the arguments of tb_*_recurrent_forward and
// tb_*_recurrent_backward, and their checks.
#pragma once

#include "host_device.h"
#include "timbrel.h"

namespace timbrel {

// G.
TIMBREL_HOST_DEVICE inline int64_t gate_count(int64_t cell) {
    return cell == TB_LSTM ? 4 : cell == TB_GRU ? 3 : 1;
}

// timbrel.h has their shapes and meanings.
struct RecurrentForward {
    tb_cell cell;
    int64_t T, N, I, H;
    const int64_t *lengths;
    const float *x;
    const float *w_ih, *w_hh, *b_ih, *b_hh, *norm_hh, *mask;
    const float *h0, *c0;
    float *y, *h_n, *c_n;
    float *gates, *cells, *h_in, *normed, *rstd;
};

struct RecurrentBackward {
    tb_cell cell;
    int64_t T, N, I, H;
    const int64_t *lengths;
    const float *x;
    const float *w_ih, *w_hh, *norm_hh, *mask;
    const float *h0, *c0;
    const float *y, *gates, *cells, *h_in, *normed, *rstd;
    const float *dy, *dh_n, *dc_n;
    float *dgates, *dhidden, *dx, *dh0, *dc0;
    float *dw_ih, *dw_hh, *db_ih, *db_hh, *dnorm_hh;
};

// Check what the host can see: cell, sizes and their products, NULLs. Errors begin with function.
tb_status check_recurrent_forward(const char *function, const RecurrentForward &layer);
tb_status check_recurrent_backward(const char *function, const RecurrentBackward &layer);

// The steps sequence n has, in 0..T whatever lengths holds.
TIMBREL_HOST_DEVICE inline int64_t length_of(const int64_t *lengths, int64_t T, int64_t n) {
    if (lengths == nullptr) {
        return T;
    }
    const int64_t length = lengths[n];
    return length < 0 ? 0 : length > T ? T : length;
}

}  // namespace timbrel
