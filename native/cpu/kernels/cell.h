// SPDX-License-Identifier: Apache-2.0
// A recurrent cell over the units of one sequence at one step, forward and back. One function for
// training and generation.
#pragma once

#include "elementary.h"
#include "simd.h"
#include "timbrel.h"

namespace timbrel::TIMBREL_ISA {

// What cells are made of (cells.h), without calls.
struct VectorFunctions {
    static float sigmoid(float v) { return logistic(v); }
    static float tanh(float v) { return hyperbolic_tangent(v); }
};

// G as in timbrel.h; p the sums of the input, q those of the state.
struct Cell {
    int64_t H;
    // [G H] in: p; out: the gates.
    float *gates;
    // [G H] q, or NULL: gates holds p + q already, which a GRU's candidate forbids.
    const float *hidden;
    // From sum_biases(), added to p + q; or NULL: zeros.
    const float *bias;
    // [H] GRU: h of the step before. May be h itself.
    const float *h_before;
    // [H] LSTM: in and out. GRU: out: q of the candidate, with its bias; or NULL. RNN: not used.
    float *c;
    // [H] out.
    float *h;
};

void cell_forward(tb_cell cell, const Cell &step);

// Floats of a bias: what is added to p + q, and behind it, of a GRU, what is added to q of the
// candidate, whose b_ih alone is in the first part.
int64_t bias_size(tb_cell cell, int64_t H);

// b_ih, b_hh: [G H], each or NULL: zeros. bias: [bias_size] out.
void sum_biases(tb_cell cell, int64_t H, const float *b_ih, const float *b_hh, float *bias);

struct CellBackward {
    int64_t H;
    const float *gates;  // [G H]
    const float *cells;  // [H] LSTM: c. GRU: q of the candidate. RNN: not used
    // [H] LSTM: c, GRU: h, of the step before; or NULL: zeros.
    const float *before;
    const float *dy;  // [H] the gradient of h is dy + dh
    // [H] in: as the next step left it. Out with a GRU: by way of z h alone.
    float *dh;
    float *dc;      // [H] LSTM: in and out: the gradient of c, then that of the step before
    float *dgates;  // [G H] out: the gradients of p
    float *dq;      // [G H] GRU: out: those of q
};

void cell_backward(tb_cell cell, const CellBackward &step);

}  // namespace timbrel::TIMBREL_ISA
