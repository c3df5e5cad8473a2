// SPDX-License-Identifier: Apache-2.0
// Layer norm of many rows, forward and back.
#include "layer_norm.h"

#include "../pieces.h"
#include "operations.h"

namespace timbrel::TIMBREL_ISA {

void layer_norm_forward(const LayerNorm &norm) {
    const int64_t W = norm.W;
    in_pieces(norm.R, 1, W, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            float *normed = norm.normed ? norm.normed + row * W : nullptr;
            const float rstd =
                    normalise_row(W, norm.x + row * W, norm.gain, norm.y + row * W, normed);
            if (norm.rstd != nullptr) {
                norm.rstd[row] = rstd;
            }
        }
    });
}

void layer_norm_backward(const LayerNormBackward &norm) {
    const int64_t W = norm.W;
    // The gain's gradient first, because dx may take the place of dy.
    in_pieces(W, some_columns, norm.R, [&](int64_t begin, int64_t end) {
        float *__restrict dgain = norm.dgain;
        for (int64_t row = 0; row < norm.R; ++row) {
            const float *dy = norm.dy + row * W, *normed = norm.normed + row * W;
            for (int64_t k = begin; k < end; ++k) {
                dgain[k] += dy[k] * normed[k];
            }
        }
    });
    in_pieces(norm.R, 1, W, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            normalise_row_backward(W, norm.gain, norm.normed + row * W, norm.rstd[row],
                    norm.dy + row * W, norm.dx + row * W);
        }
    });
}

}  // namespace timbrel::TIMBREL_ISA
