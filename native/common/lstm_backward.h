// SPDX-License-Identifier: Apache-2.0
// The arguments of tb_*_lstm_backward.
#pragma once

#include "timbrel.h"

namespace timbrel {

// timbrel.h has their shapes and meanings.
struct LstmBackward {
    int64_t T, N, I, H;
    const int64_t *lengths;
    const float *x;
    const float *w_ih, *w_hh;
    const float *h0, *c0;
    const float *y, *gates, *cells;
    const float *dy, *dh_n, *dc_n;
    float *dgates, *dx, *dh0, *dc0;
    float *dw_ih, *dw_hh, *db_ih, *db_hh;
};

}  // namespace timbrel
