// SPDX-License-Identifier: Apache-2.0
// The cells of common/cells.h with a unit's gates in an array, so that one kernel serves them all.
#pragma once

#include "cells.h"
#include "elementary.h"
#include "launch.h"
#include "timbrel.h"

namespace timbrel {

template <tb_cell cell>
constexpr int cell_gates = cell == TB_LSTM  ? 4
                           : cell == TB_GRU ? 3
                                            : 1;

// One of each gate: its sum, what becomes of it, or a gradient.
template <tb_cell cell>
struct Gates {
    float of[cell_gates<cell>];
};

struct DeviceFunctions {
    TIMBREL_HOST_DEVICE inline float sigmoid(float v) { return logistic(v); }
    TIMBREL_HOST_DEVICE inline float tanh(float v) { return hyperbolic_tangent(v); }
};

// What a unit's step gives: its gates after sigmoid and tanh, the cell as tb_*_recurrent_forward
// stores it (c_t of an LSTM, q_n of a GRU, nothing of an RNN), and h_t.
template <tb_cell cell>
struct Unit {
    Gates<cell> gates;
    float cell_value, h;
};

// p, q: W x + b_ih and U (m h) + b_hh. h: of the step before. c: likewise, of an LSTM.
template <tb_cell cell>
__device__ __forceinline__ Unit<cell> forward_unit(
        const Gates<cell> &p, const Gates<cell> &q, float h, float c) {
    if constexpr (cell == TB_LSTM) {
        const LstmCell unit = lstm_cell<DeviceFunctions>(
                {p.of[0] + q.of[0], p.of[1] + q.of[1], p.of[2] + q.of[2], p.of[3] + q.of[3]}, c);
        return {{{unit.gates.i, unit.gates.f, unit.gates.g, unit.gates.o}}, unit.c, unit.h};
    } else if constexpr (cell == TB_GRU) {
        const GruCell unit = gru_cell<DeviceFunctions>(
                {p.of[0], p.of[1], p.of[2]}, {q.of[0], q.of[1], q.of[2]}, h);
        return {{{unit.gates.r, unit.gates.z, unit.gates.n}}, q.of[2], unit.h};
    } else {
        const float unit = rnn_cell<DeviceFunctions>(p.of[0] + q.of[0]);
        return {{{unit}}, 0, unit};
    }
}

// The gradients of p and q, and what goes to the step before besides through q: dc of an LSTM, the
// part of dh that z lets through of a GRU.
template <tb_cell cell>
struct UnitGradient {
    Gates<cell> p, q;
    float carry;
};

// gates, cell_value: as stored. h, c: of the step before. dh: the gradient of h_t. dc: of c_t of an
// LSTM.
template <tb_cell cell>
__device__ __forceinline__ UnitGradient<cell> backward_unit(
        const Gates<cell> &gates, float cell_value, float h, float c, float dh, float dc) {
    if constexpr (cell == TB_LSTM) {
        const LstmGradients d = lstm_cell_backward<DeviceFunctions>(
                {gates.of[0], gates.of[1], gates.of[2], gates.of[3]}, c, cell_value, dh, dc);
        const Gates<cell> sums = {{d.sums.i, d.sums.f, d.sums.g, d.sums.o}};
        return {sums, sums, d.c_before};
    } else if constexpr (cell == TB_GRU) {
        const GruGradients d = gru_cell_backward<DeviceFunctions>(
                {gates.of[0], gates.of[1], gates.of[2]}, cell_value, h, dh);
        return {{{d.p.r, d.p.z, d.p.n}}, {{d.p.r, d.p.z, d.q_n}}, d.h_before};
    } else {
        const Gates<cell> sum = {{rnn_cell_backward(gates.of[0], dh)}};
        return {sum, sum, 0};
    }
}

}  // namespace timbrel
