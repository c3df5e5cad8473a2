// SPDX-License-Identifier: Apache-2.0
// The way back through a recurrent layer: a loop over the steps, in which only the cell and the
// gradient of the state are left, and large products over all steps after it.
#include "../scratch.h"
#include "../threads.h"
#include "cell.h"
#include "layer_norm.h"
#include "operations.h"
#include "product.h"
#include "recurrent_shards.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// What all shards read.
struct Common {
    const RecurrentBackward &l;
    int64_t G, columns;    // G H; H in whole panels
    float *d_sums;         // [T,N,G H] the gradients of U (m h): dhidden, or dgates
    const float *weights;  // U, packed
};

// Where a shard of R rows works.
struct Space {
    float *operand;  // [R,G H] packed
    float *dh;       // [R,columns] the gradient of h, as the next step left it
    float *product;  // [R,columns] that of m h
    float *dc;       // [R,H]

    static int64_t size(const Common &all, int64_t R) {
        return padded(R * all.G) + 2 * padded(R * all.columns) + padded(R * all.l.H);
    }

    Space(const Common &all, int64_t R, float *base)
        : operand(base),
          dh(operand + padded(R * all.G)),
          product(dh + padded(R * all.columns)),
          dc(product + padded(R * all.columns)) {}
};

const float *row_of(const float *array, int64_t row, int64_t width) {
    return array ? array + row * width : nullptr;
}

// Sequence n at step t.
void step_back(const Common &all, int64_t t, int64_t n, float *dh, float *dc) {
    const RecurrentBackward &l = all.l;
    const int64_t H = l.H, G = all.G, row = t * l.N + n;
    const int64_t length = length_of(l.lengths, l.T, n);
    float *dgates = l.dgates + row * G, *d_sums = all.d_sums + row * G;
    if (t >= length) {
        zero(dgates, G);
        zero(d_sums, G);
        return;
    }
    if (t == length - 1) {
        copy(dh, row_of(l.dh_n, n, H), H);
        if (l.cell == TB_LSTM) {
            copy(dc, row_of(l.dc_n, n, H), H);
        }
    }
    const bool lstm = l.cell == TB_LSTM;
    const float *before =
            t > 0 ? (lstm ? l.cells : l.y) + (row - l.N) * H : row_of(lstm ? l.c0 : l.h0, n, H);
    cell_backward(l.cell, {H, l.gates + row * G, row_of(l.cells, row, H), before, l.dy + row * H,
                                  dh, dc, dgates, d_sums});
    if (l.norm_hh != nullptr) {
        normalise_row_backward(G, l.norm_hh, l.normed + row * G, l.rstd[row],
                l.cell == TB_GRU ? d_sums : dgates, d_sums);
    }
}

// dh of sequences n..n + R before step t, from the gradients of its sums.
void state_back(const Common &all, int64_t t, int64_t n, int64_t R, const Space &space) {
    const RecurrentBackward &l = all.l;
    const bool apart = l.cell == TB_GRU || l.mask != nullptr;
    float *product = apart ? space.product : space.dh;
    pack_a(R, all.G, {all.d_sums + (t * l.N + n) * all.G, all.G, 1}, nullptr, space.operand);
    multiply_packed(R, all.columns, all.G, space.operand, all.weights, false, product, all.columns);
    for (int64_t row = 0; apart && row < R; ++row) {
        float *dh = space.dh + row * all.columns;
        const float *d = product + row * all.columns, *mask = row_of(l.mask, n + row, l.H);
        for (int64_t j = 0; j < l.H; ++j) {
            const float direct = l.cell == TB_GRU ? dh[j] : 0.0f;
            dh[j] = direct + (mask ? mask[j] * d[j] : d[j]);
        }
    }
}

// All steps of sequences n..n + R.
void run_shard(const Common &all, int64_t n, int64_t R, const Space &space) {
    const RecurrentBackward &l = all.l;
    const int64_t H = l.H;
    zero(space.dh, R * all.columns);
    zero(space.dc, R * H);
    for (int64_t t = l.T - 1; t >= 0; --t) {
        for (int64_t row = 0; row < R; ++row) {
            step_back(all, t, n + row, space.dh + row * all.columns, space.dc + row * H);
        }
        if (t > 0 || l.dh0 != nullptr) {
            state_back(all, t, n, R, space);
        }
    }
    for (int64_t row = 0; row < R; ++row) {
        // A sequence without steps hands its state on as it is.
        const bool empty = length_of(l.lengths, l.T, n + row) == 0;
        if (l.dh0 != nullptr) {
            copy(l.dh0 + (n + row) * H,
                    empty ? row_of(l.dh_n, n + row, H) : space.dh + row * all.columns, H);
        }
        if (l.dc0 != nullptr && l.cell == TB_LSTM) {
            copy(l.dc0 + (n + row) * H, empty ? row_of(l.dc_n, n + row, H) : space.dc + row * H, H);
        }
    }
}

// The rows (t,n) from step `first` on that are steps of their sequence, in order, less `back`.
// Returns how many.
int64_t real_rows(const RecurrentBackward &l, int64_t first, int64_t back, int64_t *rows) {
    int64_t count = 0;
    for (int64_t t = first; t < l.T; ++t) {
        for (int64_t n = 0; n < l.N; ++n) {
            if (t < length_of(l.lengths, l.T, n)) {
                rows[count++] = t * l.N + n - back;
            }
        }
    }
    return count;
}

// dw [G H,W] += the sum over rows of d x^T; rows: [count] which, or NULL: the first `count`.
bool add_products(const Common &all, const float *d, const float *x, int64_t W, const int64_t *rows,
        int64_t count, float *dw) {
    return gemm({all.G, W, count, {d, 1, all.G}, {x, W, 1}, rows, true, dw});
}

// Gradients of weights and input, once those of all sums are there. rows: [T,N] where lengths are.
bool products_after_loop(const Common &all, int64_t *rows) {
    const RecurrentBackward &l = all.l;
    const int64_t N = l.N, H = l.H, G = all.G;
    int64_t count = l.T * N;
    if (rows != nullptr) {
        count = real_rows(l, 0, 0, rows);
    }
    bool done = true;
    if (l.dw_ih != nullptr) {
        done = add_products(all, l.dgates, l.x, l.I, rows, count, l.dw_ih);
    }
    if (l.dx != nullptr) {
        done = done &&
               gemm({l.T * N, l.I, G, {l.dgates, G, 1}, {l.w_ih, l.I, 1}, nullptr, false, l.dx});
    }
    if (l.dw_hh != nullptr && l.h_in != nullptr) {
        done = done && add_products(all, all.d_sums, l.h_in, H, rows, count, l.dw_hh);
    } else if (l.dw_hh != nullptr) {
        if (l.h0 != nullptr) {
            done = done && add_products(all, all.d_sums, l.h0, H, nullptr, N, l.dw_hh);
        }
        count = rows ? real_rows(l, 1, N, rows) : (l.T - 1) * N;
        done = done && add_products(all, all.d_sums + N * G, l.y, H, rows, count, l.dw_hh);
    }
    return done;
}

// to[k] += d[k] and the factors, each of which may be NULL: ones.
void add_row(int64_t from, int64_t count, const float *d, const float *first, const float *second,
        float *to) {
    for (int64_t k = from; k < count; ++k) {
        const float value = first ? d[k] * first[k] : d[k];
        to[k] += second ? value * second[k] : value;
    }
}

// Adds the columns from..to of the gradients of biases and of norm_hh, row by row.
void add_sums(const RecurrentBackward &l, int64_t from, int64_t to) {
    const int64_t H = l.H, G = gate_count(l.cell) * H;
    // The sums of a GRU's candidate are apart: q has r times the gradient of p.
    const int64_t apart = l.cell == TB_GRU ? 2 * H : G;
    const int64_t middle = apart < from ? from : apart < to ? apart : to;
    for (int64_t t = 0; t < l.T; ++t) {
        for (int64_t n = 0; n < l.N; ++n) {
            if (t >= length_of(l.lengths, l.T, n)) {
                continue;
            }
            const int64_t row = t * l.N + n;
            const float *d = l.dgates + row * G, *normed = row_of(l.normed, row, G);
            const float *r = l.gates + row * G;
            if (l.db_ih != nullptr) {
                add_row(from, to, d, nullptr, nullptr, l.db_ih);
            }
            if (l.db_hh != nullptr) {
                add_row(from, middle, d, nullptr, nullptr, l.db_hh);
                add_row(0, to - middle, d + middle, r + middle - apart, nullptr, l.db_hh + middle);
            }
            if (l.dnorm_hh != nullptr) {
                add_row(from, middle, d, nullptr, normed, l.dnorm_hh);
                add_row(0, to - middle, d + middle, r + middle - apart, normed + middle,
                        l.dnorm_hh + middle);
            }
        }
    }
}

void sums_after_loop(const RecurrentBackward &l) {
    if (l.db_ih == nullptr && l.db_hh == nullptr && l.dnorm_hh == nullptr) {
        return;
    }
    const int64_t G = gate_count(l.cell) * l.H, rows = l.T * l.N;
    constexpr int64_t some = 256;
    const int64_t width = rows * G < 256 * 1024 ? G : some;
    parallel((G + width - 1) / width, [&](int64_t task) {
        const int64_t from = task * width;
        add_sums(l, from, G - from < width ? G : from + width);
    });
}

}  // namespace

bool recurrent_backward(const RecurrentBackward &l) {
    const int64_t N = l.N, H = l.H, G = gate_count(l.cell) * H;
    if (N == 0) {
        return true;
    }
    const Shards shards =
            divide_batch(N, static_cast<double>(l.T * N) * static_cast<double>(G * H));
    Common all = {l, G, panel_columns(H), l.dhidden ? l.dhidden : l.dgates, nullptr};
    const int64_t weights_size = padded(all.columns * G);
    const int64_t rows_size = l.lengths ? padded(2 * l.T * N) : 0;  // int64_t
    const int64_t space_size = Space::size(all, shards.rows);
    float *weights =
            scratch(ScratchOf::layer, weights_size + rows_size + shards.count * space_size);
    if (weights == nullptr) {
        return false;
    }
    auto *rows = l.lengths ? reinterpret_cast<int64_t *>(weights + weights_size) : nullptr;
    float *spaces = weights + weights_size + rows_size;
    if (l.T > 0) {
        pack_b_in_parallel(G, H, {l.w_hh, H, 1}, nullptr, weights);
    }
    all.weights = weights;
    parallel(shards.count, [&](int64_t shard) {
        const int64_t n = shard * shards.rows;
        const int64_t R = N - n < shards.rows ? N - n : shards.rows;
        run_shard(all, n, R, Space(all, R, spaces + shard * space_size));
    });
    if (l.T == 0) {
        return true;
    }
    sums_after_loop(l);
    return products_after_loop(all, rows);
}

}  // namespace timbrel::TIMBREL_ISA
