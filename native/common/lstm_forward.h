// SPDX-License-Identifier: Apache-2.0
// The forward LSTM as both devices see it: its arguments, their checks, and the work of one hidden
// unit.
#pragma once

#include "host_device.h"
#include "lstm_cell.h"
#include "timbrel.h"

namespace timbrel {

// The arguments of tb_*_lstm_forward; timbrel.h has their shapes and meanings.
struct LstmForward {
    int64_t T, N, I, H;
    const int64_t *lengths;
    const float *x;
    const float *w_ih, *w_hh, *b_ih, *b_hh;
    const float *h0, *c0;
    float *y, *h_n, *c_n, *gates, *cells;
};

// Sizes and their products, of the way forward and of the way back. Errors begin with function.
tb_status check_lstm_sizes(const char *function, int64_t T, int64_t N, int64_t I, int64_t H);

// Checks what the host can see: sizes, their products, NULLs. Errors begin with function.
tb_status check_lstm_forward(const char *function, const LstmForward &lstm);

// The steps sequence n has, in 0..T whatever lengths holds.
TIMBREL_HOST_DEVICE inline int64_t lstm_length(const LstmForward &lstm, int64_t n) {
    if (lstm.lengths == nullptr) {
        return lstm.T;
    }
    const int64_t length = lstm.lengths[n];
    return length < 0 ? 0 : length > lstm.T ? lstm.T : length;
}

// Adds the products for unit j: row j of each gate's block of weights [4H,columns], times values.
TIMBREL_HOST_DEVICE inline void add_products(LstmGates &sums, const float *weights, int64_t H,
        int64_t j, const float *values, int64_t columns) {
    const int64_t block = H * columns;
    const float *row = weights + j * columns;
    for (int64_t k = 0; k < columns; ++k) {
        sums.i += row[k] * values[k];
        sums.f += row[block + k] * values[k];
        sums.g += row[2 * block + k] * values[k];
        sums.o += row[3 * block + k] * values[k];
    }
}

TIMBREL_HOST_DEVICE inline void add_bias(LstmGates &sums, const float *bias, int64_t H, int64_t j) {
    if (bias != nullptr) {
        sums.i += bias[j];
        sums.f += bias[H + j];
        sums.g += bias[2 * H + j];
        sums.o += bias[3 * H + j];
    }
}

// h of step t - 1 of sequence n: [H], or NULL for zeros.
TIMBREL_HOST_DEVICE inline const float *previous_h(const LstmForward &lstm, int64_t t, int64_t n) {
    if (t > 0) {
        return lstm.y + ((t - 1) * lstm.N + n) * lstm.H;
    }
    return lstm.h0 ? lstm.h0 + n * lstm.H : nullptr;
}

// Hidden unit j of sequence n at step t, once every unit of step t - 1 is done. c lives in c_n from
// the first step on; the old h is read from y.
TIMBREL_HOST_DEVICE inline void lstm_forward_unit(
        const LstmForward &lstm, int64_t t, int64_t n, int64_t j) {
    const int64_t H = lstm.H;
    const int64_t sequence = t * lstm.N + n;
    const bool past_end = t >= lstm_length(lstm, n);

    LstmCell cell = {};
    if (!past_end) {
        const float *h = previous_h(lstm, t, n);
        const float *c = t > 0 ? lstm.c_n : lstm.c0;

        LstmGates sums = {};
        add_bias(sums, lstm.b_ih, H, j);
        add_bias(sums, lstm.b_hh, H, j);
        add_products(sums, lstm.w_ih, H, j, lstm.x + sequence * lstm.I, lstm.I);
        if (h != nullptr) {
            add_products(sums, lstm.w_hh, H, j, h, H);
        }
        cell = lstm_cell(sums, c ? c[n * H + j] : 0.0f);
        lstm.c_n[n * H + j] = cell.c;
    }
    lstm.y[sequence * H + j] = cell.h;
    if (lstm.gates != nullptr) {
        float *gates = lstm.gates + sequence * 4 * H + j;
        gates[0] = cell.gates.i;
        gates[H] = cell.gates.f;
        gates[2 * H] = cell.gates.g;
        gates[3 * H] = cell.gates.o;
    }
    if (lstm.cells != nullptr) {
        lstm.cells[sequence * H + j] = cell.c;
    }
}

// The state unit j of sequence n leaves behind, after all steps.
TIMBREL_HOST_DEVICE inline void lstm_forward_state(const LstmForward &lstm, int64_t n, int64_t j) {
    const int64_t unit = n * lstm.H + j;
    const int64_t length = lstm_length(lstm, n);
    if (length > 0) {
        lstm.h_n[unit] = lstm.y[((length - 1) * lstm.N + n) * lstm.H + j];
    } else {
        lstm.h_n[unit] = lstm.h0 ? lstm.h0[unit] : 0.0f;
        lstm.c_n[unit] = lstm.c0 ? lstm.c0[unit] : 0.0f;
    }
}

}  // namespace timbrel
