// SPDX-License-Identifier: Apache-2.0
// The LSTM cell over the units of one sequence, forward and back.
#pragma once

#include "simd.h"

namespace timbrel::TIMBREL_ISA {

// gates: [4H] in: sums; out: i, f, g, o. c: [H] in and out. h: [H] out. One function for training
// and generation, so that both give the same bits.
void cell_forward(int64_t H, float *gates, float *c, float *h);

// The gradients of the four sums, dgates [4H], from that of h [H]: dy + dh.
//
// c_before  [H], or NULL: zeros
// dc        [H] in: the gradient of c as the next step left it; out: that of c_before
void cell_backward(int64_t H, const float *gates, const float *c_before, const float *c,
        const float *dy, const float *dh, float *dc, float *dgates);

}  // namespace timbrel::TIMBREL_ISA
