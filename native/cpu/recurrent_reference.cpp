// SPDX-License-Identifier: Apache-2.0
// The forward recurrent layer by plain loops: what kernels are compared with. One sequence after
// the other, one step, one unit.
#include <stdlib.h>

#include "arguments.h"
#include "cells.h"
#include "error.h"
#include "layer_norm.h"
#include "recurrent.h"

namespace timbrel {
namespace {

using Functions = LibraryFunctions;

// What one step works with.
struct Step {
    float *p, *q;   // [G H] the sums of the input and of the state
    float *h_in;    // [H] m h
    float *normed;  // [G H]
    float rstd;
};

float at(const float *array, int64_t k) {
    return array ? array[k] : 0.0f;
}

float product(const float *row, const float *values, int64_t count) {
    float sum = 0;
    for (int64_t k = 0; k < count; ++k) {
        sum += row[k] * values[k];
    }
    return sum;
}

// p and q of sequence n at step t. h: [H] of the step before.
void make_sums(const RecurrentForward &l, int64_t t, int64_t n, const float *h, Step &step) {
    const int64_t H = l.H, G = gate_count(l.cell) * H, row = t * l.N + n;
    for (int64_t j = 0; j < H; ++j) {
        step.h_in[j] = l.mask ? l.mask[n * H + j] * h[j] : h[j];
    }
    for (int64_t k = 0; k < G; ++k) {
        step.p[k] = (l.x ? product(l.w_ih + k * l.I, l.x + row * l.I, l.I) : l.gates[row * G + k]) +
                    at(l.b_ih, k);
        step.q[k] = product(l.w_hh + k * H, step.h_in, H);
    }
    if (l.norm_hh != nullptr) {
        step.rstd = normalise_row(G, step.q, l.norm_hh, step.q, step.normed);
    }
    for (int64_t k = 0; k < G; ++k) {
        step.q[k] += at(l.b_hh, k);
    }
}

// Unit j: p becomes the gates. h, c: [H] in and out.
void take_unit(tb_cell cell, int64_t H, int64_t j, const Step &step, float *h, float *c) {
    float *p = step.p + j, *q = step.q + j;
    if (cell == TB_LSTM) {
        const LstmCell unit = lstm_cell<Functions>(
                {p[0] + q[0], p[H] + q[H], p[2 * H] + q[2 * H], p[3 * H] + q[3 * H]}, c[j]);
        p[0] = unit.gates.i;
        p[H] = unit.gates.f;
        p[2 * H] = unit.gates.g;
        p[3 * H] = unit.gates.o;
        c[j] = unit.c;
        h[j] = unit.h;
    } else if (cell == TB_GRU) {
        const GruCell unit =
                gru_cell<Functions>({p[0], p[H], p[2 * H]}, {q[0], q[H], q[2 * H]}, h[j]);
        p[0] = unit.gates.r;
        p[H] = unit.gates.z;
        p[2 * H] = unit.gates.n;
        h[j] = unit.h;
    } else {
        p[0] = h[j] = rnn_cell<Functions>(p[0] + q[0]);
    }
}

// to [count] = from, where it is wanted; from NULL: zeros.
void keep(float *to, const float *from, int64_t count) {
    for (int64_t k = 0; to != nullptr && k < count; ++k) {
        to[k] = at(from, k);
    }
}

float *row_of(float *array, int64_t row, int64_t width) {
    return array ? array + row * width : nullptr;
}

// What a step leaves behind; step NULL: past the sequence's end.
void store(
        const RecurrentForward &l, int64_t row, const Step *step, const float *h, const float *c) {
    const int64_t H = l.H, G = gate_count(l.cell) * H;
    keep(l.y + row * H, step ? h : nullptr, H);
    keep(row_of(l.gates, row, G), step ? step->p : nullptr, G);
    if (l.cell != TB_RNN_TANH) {
        const float *cells = l.cell == TB_LSTM ? c : step ? step->q + 2 * H : nullptr;
        keep(row_of(l.cells, row, H), step ? cells : nullptr, H);
    }
    keep(row_of(l.h_in, row, H), step ? step->h_in : nullptr, H);
    keep(row_of(l.normed, row, G), step ? step->normed : nullptr, G);
    keep(row_of(l.rstd, row, 1), step ? &step->rstd : nullptr, 1);
}

bool forward(const RecurrentForward &l) {
    const int64_t H = l.H, G = gate_count(l.cell) * H;
    auto *space = static_cast<float *>(malloc(static_cast<size_t>(3 * G + 3 * H) * sizeof(float)));
    if (space == nullptr) {
        return false;
    }
    float *h = space, *c = space + H;
    Step step = {c + H, c + H + G, c + H + 2 * G, c + 2 * H + 2 * G, 0};
    for (int64_t n = 0; n < l.N; ++n) {
        const int64_t length = length_of(l.lengths, l.T, n);
        for (int64_t j = 0; j < H; ++j) {
            h[j] = at(l.h0, n * H + j);
            c[j] = l.cell == TB_LSTM ? at(l.c0, n * H + j) : 0.0f;
        }
        for (int64_t t = 0; t < l.T; ++t) {
            if (t >= length) {
                store(l, t * l.N + n, nullptr, nullptr, nullptr);
                continue;
            }
            make_sums(l, t, n, h, step);
            for (int64_t j = 0; j < H; ++j) {
                take_unit(l.cell, H, j, step, h, c);
            }
            store(l, t * l.N + n, &step, h, c);
        }
        keep(l.h_n + n * H, h, H);
        keep(l.cell == TB_LSTM ? l.c_n + n * H : nullptr, c, H);
    }
    free(space);
    return true;
}

}  // namespace
}  // namespace timbrel

tb_status tb_cpu_recurrent_forward_reference(tb_cell cell, int64_t T, int64_t N, int64_t I,
        int64_t H, const int64_t *lengths, const float *x, const float *w_ih, const float *w_hh,
        const float *b_ih, const float *b_hh, const float *norm_hh, const float *mask,
        const float *h0, const float *c0, float *y, float *h_n, float *c_n, float *gates,
        float *cells, float *h_in, float *normed, float *rstd) {
    constexpr const char *function = "tb_cpu_recurrent_forward_reference";
    const timbrel::RecurrentForward layer = {cell, T, N, I, H, lengths, x, w_ih, w_hh, b_ih, b_hh,
            norm_hh, mask, h0, c0, y, h_n, c_n, gates, cells, h_in, normed, rstd};
    tb_status checked = timbrel::check_recurrent_forward(function, layer);
    if (checked == TB_OK) {
        checked = timbrel::check_lengths(function, lengths, T, N);
    }
    if (checked == TB_OK && !timbrel::forward(layer)) {
        checked = timbrel::fail(TB_OUT_OF_MEMORY, "%s: no memory for one step", function);
    }
    return checked;
}
