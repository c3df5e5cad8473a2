// SPDX-License-Identifier: Apache-2.0
// One recurrent layer over a sequence: a large product over all steps before a loop over the steps,
// in which only the recurrent product and the cell are left.
#include "../scratch.h"
#include "../threads.h"
#include "cell.h"
#include "layer_norm.h"
#include "operations.h"
#include "product.h"
#include "recurrent_shards.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// Where no gates are stored, the input's sums are made for about this many floats at a time.
constexpr int64_t sums_at_a_time = 1024 * 1024;

// What all shards read.
struct Common {
    const RecurrentForward &l;
    int64_t G, columns;    // G H, and that in whole panels
    const float *weights;  // U, packed
    const float *bias;     // as sum_biases() has it
    const float *zeros;    // [H]
};

// Where a shard of R rows works.
struct Space {
    float *operand;  // [R,H] packed
    float *masked;   // [R,H] m h, where that is not stored
    float *hidden;   // [R,columns] U (m h)

    static int64_t size(const Common &all, int64_t R) {
        return 2 * padded(R * all.l.H) + padded(R * all.columns);
    }

    Space(const Common &all, int64_t R, float *base)
        : operand(base),
          masked(base + padded(R * all.l.H)),
          hidden(base + 2 * padded(R * all.l.H)) {}
};

// h of step t - 1 of sequence n and those behind it, or NULL: zeros.
const float *h_before(const RecurrentForward &l, int64_t t, int64_t n) {
    if (t > 0) {
        return l.y + ((t - 1) * l.N + n) * l.H;
    }
    return l.h0 ? l.h0 + n * l.H : nullptr;
}

// m h of sequences n..n + R at step t, where it is not h itself, or h; NULL: zeros.
const float *recurrent_input(
        const RecurrentForward &l, int64_t t, int64_t n, int64_t R, float *masked) {
    const int64_t H = l.H;
    const float *h = h_before(l, t, n);
    if (l.h_in == nullptr && (l.mask == nullptr || h == nullptr)) {
        return h;
    }
    float *out = l.h_in ? l.h_in + (t * l.N + n) * H : masked;
    for (int64_t row = 0; row < R; ++row) {
        float *to = out + row * H;
        if (h == nullptr || t >= length_of(l.lengths, l.T, n + row)) {
            zero(to, H);
        } else if (l.mask == nullptr) {
            copy(to, h + row * H, H);
        } else {
            const float *mask = l.mask + (n + row) * H;
            for (int64_t j = 0; j < H; ++j) {
                to[j] = mask[j] * h[row * H + j];
            }
        }
    }
    return h ? out : nullptr;
}

// Sequence n at step t. sums: [G H] in: W x; out: the gates. hidden: [G H] U (m h).
void take_step(const Common &all, int64_t t, int64_t n, float *sums, float *hidden) {
    const RecurrentForward &l = all.l;
    const int64_t H = l.H, row = t * l.N + n;
    float *cells = l.cells && l.cell != TB_RNN_TANH ? l.cells + row * H : nullptr;
    float *normed = l.normed ? l.normed + row * all.G : nullptr;
    if (t >= length_of(l.lengths, l.T, n)) {
        zero(l.y + row * H, H);
        zero(sums, all.G);
        if (cells != nullptr) {
            zero(cells, H);
        }
        if (normed != nullptr) {
            zero(normed, all.G);
        }
        if (l.rstd != nullptr) {
            l.rstd[row] = 0;
        }
        return;
    }
    if (l.norm_hh != nullptr) {
        const float rstd = normalise_row(all.G, hidden, l.norm_hh, hidden, normed);
        if (l.rstd != nullptr) {
            l.rstd[row] = rstd;
        }
    }
    const float *h = h_before(l, t, n);
    float *c = l.cell == TB_LSTM ? l.c_n + n * H : cells;
    cell_forward(l.cell, {H, sums, hidden, all.bias, h ? h : all.zeros, c, l.y + row * H});
    if (l.cell == TB_LSTM && cells != nullptr) {
        copy(cells, c, H);
    }
}

// Steps first..first + steps of sequences n..n + R. sums: [steps,N,G H], of all sequences.
void run_shard(const Common &all, int64_t first, int64_t steps, int64_t n, int64_t R, float *sums,
        const Space &space) {
    const RecurrentForward &l = all.l;
    for (int64_t t = first; t < first + steps; ++t, sums += l.N * all.G) {
        const float *input = recurrent_input(l, t, n, R, space.masked);
        if (input != nullptr) {
            pack_a(R, l.H, {input, l.H, 1}, nullptr, space.operand);
            multiply_packed(R, all.columns, l.H, space.operand, all.weights, false, space.hidden,
                    all.columns);
        } else {
            zero(space.hidden, R * all.columns);
        }
        for (int64_t row = 0; row < R; ++row) {
            take_step(all, t, n + row, sums + (n + row) * all.G, space.hidden + row * all.columns);
        }
    }
}

// h after the last step of each sequence.
void last_states(const RecurrentForward &l) {
    for (int64_t n = 0; n < l.N; ++n) {
        const int64_t length = length_of(l.lengths, l.T, n);
        copy(l.h_n + n * l.H, h_before(l, length, n), l.H);
    }
}

}  // namespace

bool recurrent_forward(const RecurrentForward &l) {
    const int64_t N = l.N, H = l.H, G = gate_count(l.cell) * H;
    if (N == 0) {
        return true;
    }
    int64_t chunk = l.T;
    if (l.gates == nullptr && l.T > 0) {
        chunk = sums_at_a_time / (N * G);
        chunk = chunk < 1 ? 1 : chunk > l.T ? l.T : chunk;
    }
    const int64_t columns = panel_columns(G);
    const int64_t sums_size = l.gates ? 0 : chunk * N * G;
    const int64_t bias_floats = padded(bias_size(l.cell, H));
    const Shards shards =
            divide_batch(N, static_cast<double>(l.T * N) * static_cast<double>(G * H));
    Common all = {l, G, columns, nullptr, nullptr, nullptr};
    const int64_t space_size = Space::size(all, shards.rows);
    float *weights =
            scratch(ScratchOf::layer, padded(columns * H) + bias_floats + padded(H) +
                                              padded(sums_size) + shards.count * space_size);
    if (weights == nullptr) {
        return false;
    }
    float *bias = weights + padded(columns * H);
    float *zeros = bias + bias_floats;
    float *own_sums = zeros + padded(H);
    float *spaces = own_sums + padded(sums_size);
    if (l.T > 0) {
        pack_b_in_parallel(H, G, {l.w_hh, 1, H}, nullptr, weights);
    }
    sum_biases(l.cell, H, l.b_ih, l.b_hh, bias);
    zero(zeros, H);
    all.weights = weights;
    all.bias = bias;
    all.zeros = zeros;

    if (l.cell == TB_LSTM) {
        copy(l.c_n, l.c0, N * H);
    }
    for (int64_t first = 0; first < l.T; first += chunk) {
        const int64_t steps = l.T - first < chunk ? l.T - first : chunk;
        float *sums = l.gates ? l.gates + first * N * G : own_sums;
        if (l.x != nullptr && !gemm({steps * N, G, l.I, {l.x + first * N * l.I, l.I, 1},
                                      {l.w_ih, 1, l.I}, nullptr, false, sums})) {
            return false;
        }
        parallel(shards.count, [&](int64_t shard) {
            const int64_t n = shard * shards.rows;
            const int64_t rows = N - n < shards.rows ? N - n : shards.rows;
            run_shard(all, first, steps, n, rows, sums,
                    Space(all, rows, spaces + shard * space_size));
        });
    }
    last_states(l);
    return true;
}

}  // namespace timbrel::TIMBREL_ISA
