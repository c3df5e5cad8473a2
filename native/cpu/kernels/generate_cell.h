// SPDX-License-Identifier: Apache-2.0
// What happens to rows of sums in the order of panels.h: layer norm and cells.
#pragma once

#include "panels.h"

namespace timbrel::TIMBREL_ISA {

struct NormStatistics {
    float mean, rstd;
};

// Of a row's gates * units sums.
NormStatistics row_statistics(int64_t gates, int64_t units, const float *sums);

// sums = (sums - mean) rstd gain + bias at the places first..end-1 of a row.
void normalise(int64_t first, int64_t end, const NormStatistics &norm, const float *gain,
        const float *bias, float *sums);

// The cells of some panels of one row.
//
// cell    a tb_cell
// input   [panels][panel] the input's sums; or NULL, not with a GRU: hidden has them
// hidden  [panels][panel] the recurrent sums
// c       [panels][units] in and out; not looked at but by an LSTM
// h       [panels][units] in and out
void panel_cells(
        int64_t cell, int64_t panels, const float *input, const float *hidden, float *c, float *h);

}  // namespace timbrel::TIMBREL_ISA
