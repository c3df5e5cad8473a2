// SPDX-License-Identifier: Apache-2.0
// A recurrent cell over the units of one sequence at one step. Arrays overlap only where the same
// element is read before it is written ("ivdep" tells the compiler), so that loops become vector
// code.
#include "cell.h"

#include "cells.h"
#include "elementary.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// p + q + bias.
template <bool has_hidden, bool has_bias>
float sum_of(const float *gates, const float *hidden, const float *bias, int64_t k) {
    float sum = gates[k];
    if (has_hidden) {
        sum += hidden[k];
    }
    if (has_bias) {
        sum += bias[k];
    }
    return sum;
}

template <bool has_hidden, bool has_bias>
void lstm_forward(const Cell &step) {
    const int64_t H = step.H;
    const float *hidden = step.hidden, *bias = step.bias;
    float *gates = step.gates, *c = step.c, *h = step.h;
#pragma GCC ivdep
    for (int64_t j = 0; j < H; ++j) {
        LstmGates sums;
        sums.i = sum_of<has_hidden, has_bias>(gates, hidden, bias, j);
        sums.f = sum_of<has_hidden, has_bias>(gates, hidden, bias, H + j);
        sums.g = sum_of<has_hidden, has_bias>(gates, hidden, bias, 2 * H + j);
        sums.o = sum_of<has_hidden, has_bias>(gates, hidden, bias, 3 * H + j);
        const LstmCell cell = lstm_cell<VectorFunctions>(sums, c[j]);
        gates[j] = cell.gates.i;
        gates[H + j] = cell.gates.f;
        gates[2 * H + j] = cell.gates.g;
        gates[3 * H + j] = cell.gates.o;
        c[j] = cell.c;
        h[j] = cell.h;
    }
}

template <bool has_bias, bool has_c>
void gru_forward(const Cell &step) {
    const int64_t H = step.H;
    const float *hidden = step.hidden, *bias = step.bias, *h_before = step.h_before;
    float *gates = step.gates, *c = step.c, *h = step.h;
#pragma GCC ivdep
    for (int64_t j = 0; j < H; ++j) {
        GruGates p, q;
        p.r = sum_of<false, has_bias>(gates, nullptr, bias, j);
        p.z = sum_of<false, has_bias>(gates, nullptr, bias, H + j);
        p.n = sum_of<false, has_bias>(gates, nullptr, bias, 2 * H + j);
        q.r = hidden[j];
        q.z = hidden[H + j];
        q.n = hidden[2 * H + j] + (has_bias ? bias[3 * H + j] : 0.0f);
        const GruCell cell = gru_cell<VectorFunctions>(p, q, h_before[j]);
        gates[j] = cell.gates.r;
        gates[H + j] = cell.gates.z;
        gates[2 * H + j] = cell.gates.n;
        if (has_c) {
            c[j] = q.n;
        }
        h[j] = cell.h;
    }
}

template <bool has_hidden, bool has_bias>
void rnn_forward(const Cell &step) {
    const float *hidden = step.hidden, *bias = step.bias;
    float *gates = step.gates, *h = step.h;
#pragma GCC ivdep
    for (int64_t j = 0; j < step.H; ++j) {
        const float value =
                rnn_cell<VectorFunctions>(sum_of<has_hidden, has_bias>(gates, hidden, bias, j));
        gates[j] = value;
        h[j] = value;
    }
}

template <bool has_before>
void lstm_backward(const CellBackward &step) {
    const int64_t H = step.H;
    const float *gates = step.gates, *before = step.before;
    const float *c = step.cells, *dy = step.dy, *dh = step.dh;
    float *dc = step.dc, *dgates = step.dgates;
#pragma GCC ivdep
    for (int64_t j = 0; j < H; ++j) {
        const LstmGates g = {gates[j], gates[H + j], gates[2 * H + j], gates[3 * H + j]};
        const LstmGradients d = lstm_cell_backward<VectorFunctions>(
                g, has_before ? before[j] : 0.0f, c[j], dy[j] + dh[j], dc[j]);
        dgates[j] = d.sums.i;
        dgates[H + j] = d.sums.f;
        dgates[2 * H + j] = d.sums.g;
        dgates[3 * H + j] = d.sums.o;
        dc[j] = d.c_before;
    }
}

template <bool has_before>
void gru_backward(const CellBackward &step) {
    const int64_t H = step.H;
    const float *gates = step.gates, *before = step.before;
    const float *q_n = step.cells, *dy = step.dy;
    float *dh = step.dh, *dgates = step.dgates, *dq = step.dq;
#pragma GCC ivdep
    for (int64_t j = 0; j < H; ++j) {
        const GruGates g = {gates[j], gates[H + j], gates[2 * H + j]};
        const GruGradients d = gru_cell_backward<VectorFunctions>(
                g, q_n[j], has_before ? before[j] : 0.0f, dy[j] + dh[j]);
        dgates[j] = d.p.r;
        dgates[H + j] = d.p.z;
        dgates[2 * H + j] = d.p.n;
        dq[j] = d.p.r;
        dq[H + j] = d.p.z;
        dq[2 * H + j] = d.q_n;
        dh[j] = d.h_before;
    }
}

void rnn_backward(const CellBackward &step) {
    const float *h = step.gates, *dy = step.dy, *dh = step.dh;
    float *dgates = step.dgates;
#pragma GCC ivdep
    for (int64_t j = 0; j < step.H; ++j) {
        dgates[j] = rnn_cell_backward(h[j], dy[j] + dh[j]);
    }
}

}  // namespace

void cell_forward(tb_cell cell, const Cell &step) {
    const bool hidden = step.hidden != nullptr, bias = step.bias != nullptr;
    if (cell == TB_LSTM) {
        const auto forward =
                hidden ? (bias ? lstm_forward<true, true> : lstm_forward<true, false>)
                       : (bias ? lstm_forward<false, true> : lstm_forward<false, false>);
        forward(step);
    } else if (cell == TB_GRU) {
        const bool c = step.c != nullptr;
        const auto forward = bias ? (c ? gru_forward<true, true> : gru_forward<true, false>)
                                  : (c ? gru_forward<false, true> : gru_forward<false, false>);
        forward(step);
    } else {
        const auto forward = hidden ? (bias ? rnn_forward<true, true> : rnn_forward<true, false>)
                                    : (bias ? rnn_forward<false, true> : rnn_forward<false, false>);
        forward(step);
    }
}

int64_t bias_size(tb_cell cell, int64_t H) {
    return (cell == TB_RNN_TANH ? 1 : 4) * H;
}

void sum_biases(tb_cell cell, int64_t H, const float *b_ih, const float *b_hh, float *bias) {
    const int64_t size = bias_size(cell, H);
    const int64_t apart = cell == TB_GRU ? 2 * H : size;  // from here on b_ih, then b_hh
    for (int64_t k = 0; k < apart; ++k) {
        bias[k] = (b_ih ? b_ih[k] : 0.0f) + (b_hh ? b_hh[k] : 0.0f);
    }
    for (int64_t k = apart; k < size; ++k) {
        const float *from = k < 3 * H ? b_ih : b_hh;
        bias[k] = from ? from[k < 3 * H ? k : k - H] : 0.0f;
    }
}

void cell_backward(tb_cell cell, const CellBackward &step) {
    const bool before = step.before != nullptr;
    if (cell == TB_LSTM) {
        (before ? lstm_backward<true> : lstm_backward<false>)(step);
    } else if (cell == TB_GRU) {
        (before ? gru_backward<true> : gru_backward<false>)(step);
    } else {
        rnn_backward(step);
    }
}

}  // namespace timbrel::TIMBREL_ISA
