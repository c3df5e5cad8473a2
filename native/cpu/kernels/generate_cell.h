// SPDX-License-Identifier: Apache-2.0
// What happens to rows of sums in the order of panels.h: layer norm and cells.
#pragma once

#include "panels.h"

namespace timbrel::TIMBREL_ISA {

struct NormStatistics {
    float mean, rstd;
};

// Of a row's gates * units sums, whose panels are panel_stride apart.
NormStatistics row_statistics(
        int64_t gates, int64_t units, const float *sums, int64_t panel_stride);

// sums [count] = (sums - mean) rstd gain + bias, count being that of whole panels.
void normalise(int64_t count, const NormStatistics &norm, const float *gain, const float *bias,
        float *sums);

// The cells of one panel of one row.
//
// cell    a tb_cell
// input   [panel] the input's sums; or NULL, not with a GRU: hidden has them
// hidden  [panel] the recurrent sums
// c       [units] in and out; not looked at but by an LSTM
// h       [units] in and out
void panel_cells(int64_t cell, const float *input, const float *hidden, float *c, float *h);

// values [count] = tanh(values), count being that of whole panels.
void panel_tanh(int64_t count, float *values);

}  // namespace timbrel::TIMBREL_ISA
