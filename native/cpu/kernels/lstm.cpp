// SPDX-License-Identifier: Apache-2.0
// One LSTM layer over a sequence, forward and back: large products over all steps before or after a
// loop over the steps, in which only the recurrent product and the cell are left.
#include "../scratch.h"
#include "cell.h"
#include "operations.h"
#include "product.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// Where no gates are stored, sums are made for about this many floats of them at a time.
constexpr int64_t sums_at_a_time = 64 * 1024;

int64_t length_of(const int64_t *lengths, int64_t T, int64_t n) {
    return lengths ? lengths[n] : T;
}

void copy(float *to, const float *from, int64_t count) {
    if (to != from) {
        for (int64_t k = 0; k < count; ++k) {
            to[k] = from ? from[k] : 0.0f;
        }
    }
}

void zero(float *values, int64_t count) {
    for (int64_t k = 0; k < count; ++k) {
        values[k] = 0;
    }
}

void sum_biases(const LstmForward &l, float *bias) {
    for (int64_t row = 0; row < 4 * l.H; ++row) {
        bias[row] = (l.b_ih ? l.b_ih[row] : 0.0f) + (l.b_hh ? l.b_hh[row] : 0.0f);
    }
}

// bias + W_ih x for `rows` rows of x.
bool input_sums(
        const LstmForward &l, int64_t rows, const float *x, const float *bias, float *sums) {
    for (int64_t row = 0; row < rows; ++row) {
        copy(sums + row * 4 * l.H, bias, 4 * l.H);
    }
    return gemm({rows, 4 * l.H, l.I, {x, l.I, 1}, {l.w_ih, 1, l.I}, nullptr, true, sums});
}

}  // namespace

bool lstm_forward(const LstmForward &l) {
    const int64_t N = l.N, H = l.H;
    if (N == 0) {
        return true;
    }
    int64_t chunk = l.T;
    if (l.gates == nullptr && l.T > 0) {
        chunk = sums_at_a_time / (N * 4 * H);
        chunk = chunk < 1 ? 1 : chunk > l.T ? l.T : chunk;
    }
    const int64_t weights_size = panel_columns(4 * H) * H;
    const int64_t sums_size = l.gates ? 0 : chunk * N * 4 * H;
    float *weights = scratch(ScratchOf::layer,
            padded(weights_size) + padded(N * H) + padded(4 * H) + padded(sums_size));
    if (weights == nullptr) {
        return false;
    }
    float *packed_h = weights + padded(weights_size);
    float *bias = packed_h + padded(N * H);
    float *own_sums = bias + padded(4 * H);
    pack_b(H, 4 * H, {l.w_hh, 1, H}, nullptr, weights);
    sum_biases(l, bias);

    copy(l.c_n, l.c0, N * H);
    for (int64_t first = 0; first < l.T; first += chunk) {
        const int64_t steps = l.T - first < chunk ? l.T - first : chunk;
        float *sums = l.gates ? l.gates + first * N * 4 * H : own_sums;
        if (!input_sums(l, steps * N, l.x + first * N * l.I, bias, sums)) {
            return false;
        }
        for (int64_t t = first; t < first + steps; ++t, sums += N * 4 * H) {
            const float *h = t > 0 ? l.y + (t - 1) * N * H : l.h0;
            if (h != nullptr) {
                pack_a(N, H, {h, H, 1}, nullptr, packed_h);
                multiply_packed(N, 4 * H, H, packed_h, weights, true, sums, 4 * H);
            }
            for (int64_t n = 0; n < N; ++n) {
                const int64_t row = t * N + n;
                float *y = l.y + row * H, *c = l.c_n + n * H;
                const bool real = t < length_of(l.lengths, l.T, n);
                if (real) {
                    cell_forward(H, sums + n * 4 * H, c, y);
                } else {
                    zero(y, H);
                    zero(sums + n * 4 * H, 4 * H);
                }
                if (l.cells != nullptr) {
                    if (real) {
                        copy(l.cells + row * H, c, H);
                    } else {
                        zero(l.cells + row * H, H);
                    }
                }
            }
        }
    }
    for (int64_t n = 0; n < N; ++n) {
        const int64_t length = length_of(l.lengths, l.T, n);
        const float *h0 = l.h0 ? l.h0 + n * H : nullptr;
        copy(l.h_n + n * H, length > 0 ? l.y + ((length - 1) * N + n) * H : h0, H);
    }
    return true;
}

namespace {

// The rows (t,n) that are steps of their sequence, in order. Returns how many.
int64_t real_rows(const LstmBackward &l, int64_t *rows) {
    int64_t count = 0;
    for (int64_t t = 0; t < l.T; ++t) {
        for (int64_t n = 0; n < l.N; ++n) {
            if (t < length_of(l.lengths, l.T, n)) {
                rows[count++] = t * l.N + n;
            }
        }
    }
    return count;
}

// Gradients of weights and input, once all dgates are there.
bool products_after_loop(const LstmBackward &l, int64_t *rows) {
    const int64_t N = l.N, H = l.H, G = 4 * H;
    const int64_t count = l.lengths ? real_rows(l, rows) : l.T * N;
    bool done = gemm({G, l.I, count, {l.dgates, 1, G}, {l.x, l.I, 1}, l.lengths ? rows : nullptr,
            true, l.dw_ih});
    if (l.h0 != nullptr) {
        done = done && gemm({G, H, N, {l.dgates, 1, G}, {l.h0, H, 1}, nullptr, true, l.dw_hh});
    }
    done = done && gemm({G, H, (l.T - 1) * N, {l.dgates + N * G, 1, G}, {l.y, H, 1}, nullptr, true,
                           l.dw_hh});
    if (l.db_ih != nullptr) {
        add_column_sums(l.T * N, G, l.dgates, l.db_ih);
    }
    if (l.db_hh != nullptr) {
        add_column_sums(l.T * N, G, l.dgates, l.db_hh);
    }
    if (l.dx != nullptr) {
        done = done &&
               gemm({l.T * N, l.I, G, {l.dgates, G, 1}, {l.w_ih, l.I, 1}, nullptr, false, l.dx});
    }
    return done;
}

}  // namespace

bool lstm_backward(const LstmBackward &l) {
    const int64_t N = l.N, H = l.H, G = 4 * H;
    if (N == 0) {
        return true;
    }
    const int64_t weights_size = panel_columns(H) * G;
    const int64_t rows_size = l.lengths ? 2 * l.T * N : 0;  // int64_t
    float *weights = scratch(ScratchOf::layer,
            padded(weights_size) + padded(N * G) + 2 * padded(N * H) + padded(rows_size));
    if (weights == nullptr) {
        return false;
    }
    float *packed = weights + padded(weights_size);
    float *dh = packed + padded(N * G);
    float *dc = dh + padded(N * H);
    auto *rows = reinterpret_cast<int64_t *>(dc + padded(N * H));
    pack_b(G, H, {l.w_hh, H, 1}, nullptr, weights);

    zero(dh, N * H);
    zero(dc, N * H);
    for (int64_t t = l.T - 1; t >= 0; --t) {
        for (int64_t n = 0; n < N; ++n) {
            const int64_t row = t * N + n;
            const int64_t length = length_of(l.lengths, l.T, n);
            float *dgates = l.dgates + row * G;
            if (t >= length) {
                zero(dgates, G);
                continue;
            }
            if (t == length - 1) {
                copy(dh + n * H, l.dh_n ? l.dh_n + n * H : nullptr, H);
                copy(dc + n * H, l.dc_n ? l.dc_n + n * H : nullptr, H);
            }
            const float *c0 = l.c0 ? l.c0 + n * H : nullptr;
            const float *c_before = t > 0 ? l.cells + (row - N) * H : c0;
            cell_backward(H, l.gates + row * G, c_before, l.cells + row * H, l.dy + row * H,
                    dh + n * H, dc + n * H, dgates);
        }
        if (t > 0 || l.dh0 != nullptr) {
            pack_a(N, G, {l.dgates + t * N * G, G, 1}, nullptr, packed);
            multiply_packed(N, H, G, packed, weights, false, dh, H);
        }
    }
    for (int64_t n = 0; n < N; ++n) {
        // A sequence without steps hands its state on as it is.
        const bool empty = length_of(l.lengths, l.T, n) == 0;
        const float *dh_n = l.dh_n ? l.dh_n + n * H : nullptr;
        const float *dc_n = l.dc_n ? l.dc_n + n * H : nullptr;
        if (l.dh0 != nullptr) {
            copy(l.dh0 + n * H, empty ? dh_n : dh + n * H, H);
        }
        if (l.dc0 != nullptr) {
            copy(l.dc0 + n * H, empty ? dc_n : dc + n * H, H);
        }
    }
    return l.T == 0 || products_after_loop(l, rows);
}

}  // namespace timbrel::TIMBREL_ISA
