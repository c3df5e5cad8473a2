// SPDX-License-Identifier: Apache-2.0
// A network that feeds itself: the active slots are gathered into rows, and all layers, the head
// and the draw are done a step at a time. Products of single rows are the same bits in any company.
#include "../scratch.h"
#include "cell.h"
#include "head.h"
#include "operations.h"
#include "product.h"

namespace timbrel::TIMBREL_ISA {
namespace {

int64_t layer_size(const NetworkSizes &net, int64_t layer) {
    return panel_columns(4 * net.H) * (1 + input_size(net, layer) + net.H);
}

int64_t dense_size(const NetworkSizes &net, int64_t columns) {
    return panel_columns(columns) * (1 + net.H);
}

bool dense_follows(const NetworkSizes &net, int64_t layer) {
    return net.E > 0 && layer + 1 < net.L;
}

// The caller's array from its first multiple of 64 bytes on.
template <typename Float>
Float *aligned(Float *packed) {
    const auto address = reinterpret_cast<uintptr_t>(packed);
    return packed + (64 - address % 64) % 64 / sizeof(float);
}

float *pack_bias(int64_t count, const float *first, const float *second, float *packed) {
    for (int64_t k = 0; k < panel_columns(count); ++k) {
        packed[k] = k < count ? first[k] + (second ? second[k] : 0.0f) : 0.0f;
    }
    return packed + panel_columns(count);
}

// weights [rows,columns], transposed into panels.
float *pack_weights(int64_t rows, int64_t columns, const float *weights, float *packed) {
    pack_b(columns, rows, {weights, 1, columns}, nullptr, packed);
    return packed + panel_columns(rows) * columns;
}

// Rows that stand for the active slots.
struct Rows {
    int64_t count;
    int64_t *slots;  // [count] which slot a row is
    float *x;        // [count,D]
    float *h, *c;    // [L,count,H]
    float *sums;     // [count,4H padded]
    float *dense;    // [count,E padded]
    float *outputs;  // [count,P padded]
    float *operand;  // a product's left side
};

// sums [count, columns padded] = bias + x W; packed begins with the bias. Returns what lies behind.
const float *bias_and_product(const Rows &rows, int64_t columns, int64_t depth, const float *packed,
        const float *x, int64_t x_stride, float *sums) {
    const int64_t padded_columns = panel_columns(columns);
    for (int64_t row = 0; row < rows.count; ++row) {
        for (int64_t k = 0; k < padded_columns; ++k) {
            sums[row * padded_columns + k] = packed[k];
        }
    }
    packed += padded_columns;
    pack_a(rows.count, depth, {x, x_stride, 1}, nullptr, rows.operand);
    multiply_packed(
            rows.count, padded_columns, depth, rows.operand, packed, true, sums, padded_columns);
    return packed + padded_columns * depth;
}

// One step of all layers; returns the packed head.
const float *advance(const NetworkSizes &net, const Rows &rows, const float *packed) {
    const int64_t H = net.H, gates = panel_columns(4 * H);
    const float *x = rows.x;
    int64_t x_stride = net.D;
    for (int64_t layer = 0; layer < net.L; ++layer) {
        float *h = rows.h + layer * rows.count * H, *c = rows.c + layer * rows.count * H;
        packed = bias_and_product(
                rows, 4 * H, input_size(net, layer), packed, x, x_stride, rows.sums);
        pack_a(rows.count, H, {h, H, 1}, nullptr, rows.operand);
        multiply_packed(rows.count, gates, H, rows.operand, packed, true, rows.sums, gates);
        packed += gates * H;
        for (int64_t row = 0; row < rows.count; ++row) {
            cell_forward(TB_LSTM, {H, rows.sums + row * gates, nullptr, nullptr, nullptr, c + row * H, h + row * H});
        }
        x = h;
        x_stride = H;
        if (dense_follows(net, layer)) {
            packed = bias_and_product(rows, net.E, H, packed, x, x_stride, rows.dense);
            x = rows.dense;
            x_stride = panel_columns(net.E);
            for (int64_t row = 0; row < rows.count; ++row) {
                tanh_in_place(net.E, rows.dense + row * x_stride);
            }
        }
    }
    return packed;
}

// Moves the state of the active slots into rows, or back.
void move_rows(const Generate &g, const Rows &rows, bool back) {
    const int64_t H = g.net.H, D = g.net.D;
    for (int64_t row = 0; row < rows.count; ++row) {
        const int64_t slot = rows.slots[row];
        for (int64_t layer = 0; layer < g.net.L; ++layer) {
            const int64_t there = (layer * g.N + slot) * H, here = (layer * rows.count + row) * H;
            for (int64_t j = 0; j < H; ++j) {
                (back ? g.h[there + j] : rows.h[here + j]) =
                        back ? rows.h[here + j] : g.h[there + j];
                (back ? g.c[there + j] : rows.c[here + j]) =
                        back ? rows.c[here + j] : g.c[there + j];
            }
        }
        for (int64_t d = 0; d < D; ++d) {
            (back ? g.frames[slot * D + d] : rows.x[row * D + d]) =
                    back ? rows.x[row * D + d] : g.frames[slot * D + d];
        }
    }
}

// Draws every row's next frame into out and into the row's input.
void draw_frames(const Generate &g, const Rows &rows, const float *packed_head, float *out) {
    const int64_t D = g.net.D, P = output_size(g.net);
    const float *h = rows.h + (g.net.L - 1) * rows.count * g.net.H;
    bias_and_product(rows, P, g.net.H, packed_head, h, g.net.H, rows.outputs);
    for (int64_t row = 0; row < rows.count; ++row) {
        const int64_t slot = rows.slots[row];
        float *frame = rows.x + row * D;
        sample_frame(D, g.net.K, g.floor, rows.outputs + row * panel_columns(P),
                g.net.K > 0 ? g.temperatures[slot] : 0.0f, g.seeds[slot], g.streams[slot],
                static_cast<uint32_t>(g.positions[slot]), frame);
        ++g.positions[slot];
        for (int64_t d = 0; d < D; ++d) {
            out[slot * D + d] = frame[d];
        }
    }
}

int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

}  // namespace

int64_t generator_size(const NetworkSizes &net) {
    int64_t size = 16 + dense_size(net, output_size(net));
    for (int64_t layer = 0; layer < net.L; ++layer) {
        size += layer_size(net, layer) + (dense_follows(net, layer) ? dense_size(net, net.E) : 0);
    }
    return size;
}

void generator_pack(const NetworkSizes &net, const float *parameters, float *packed) {
    const int64_t H = net.H, P = output_size(net);
    const float *from = parameters;
    packed = aligned(packed);
    for (int64_t layer = 0; layer < net.L; ++layer) {
        const int64_t I = input_size(net, layer);
        const float *w_hh = from + 4 * H * I, *b_ih = w_hh + 4 * H * H, *b_hh = b_ih + 4 * H;
        packed = pack_bias(4 * H, b_ih, b_hh, packed);
        packed = pack_weights(4 * H, I, from, packed);
        packed = pack_weights(4 * H, H, w_hh, packed);
        from = b_hh + 4 * H;
        if (dense_follows(net, layer)) {
            packed = pack_bias(net.E, from + net.E * H, nullptr, packed);
            packed = pack_weights(net.E, H, from, packed);
            from += net.E * (H + 1);
        }
    }
    packed = pack_bias(P, from + P * H, nullptr, packed);
    pack_weights(P, H, from, packed);
}

bool generate(const Generate &g) {
    const NetworkSizes &net = g.net;
    const int64_t D = net.D, H = net.H, N = g.N;
    const int64_t gates = panel_columns(4 * H), dense = panel_columns(net.E);
    const int64_t outputs = panel_columns(output_size(net)), state = net.L * N * H;
    const int64_t widest = larger(D, larger(H, net.E));
    float *base = scratch(ScratchOf::layer, padded(2 * N) + padded(N * D) + 2 * padded(state) +
                                                    padded(N * gates) + padded(N * dense) +
                                                    padded(N * outputs) + N * widest);
    if (base == nullptr) {
        return false;
    }
    Rows rows;
    rows.slots = reinterpret_cast<int64_t *>(base);
    rows.x = base + padded(2 * N);
    rows.h = rows.x + padded(N * D);
    rows.c = rows.h + padded(state);
    rows.sums = rows.c + padded(state);
    rows.dense = rows.sums + padded(N * gates);
    rows.outputs = rows.dense + padded(N * dense);
    rows.operand = rows.outputs + padded(N * outputs);
    rows.count = 0;
    for (int64_t slot = 0; slot < N; ++slot) {
        if (g.active == nullptr || g.active[slot] != 0) {
            rows.slots[rows.count++] = slot;
        }
    }

    move_rows(g, rows, false);
    const float *packed = aligned(g.packed);
    for (int64_t step = 0; step < g.steps; ++step) {
        const float *head = advance(net, rows, packed);
        if (g.forced != nullptr) {
            for (int64_t row = 0; row < rows.count; ++row) {
                const float *frame = g.forced + (step * N + rows.slots[row]) * D;
                for (int64_t d = 0; d < D; ++d) {
                    rows.x[row * D + d] = frame[d];
                }
            }
        } else {
            float *out = g.out + step * N * D;
            for (int64_t slot = 0; rows.count < N && slot < N; ++slot) {
                for (int64_t d = 0; g.active[slot] == 0 && d < D; ++d) {
                    out[slot * D + d] = 0;
                }
            }
            draw_frames(g, rows, head, out);
        }
    }
    move_rows(g, rows, true);
    return true;
}

}  // namespace timbrel::TIMBREL_ISA
