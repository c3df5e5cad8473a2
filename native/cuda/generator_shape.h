// SPDX-License-Identifier: Apache-2.0
// The sizes of what generates, for host code that knows no CUDA too.
#pragma once

#include <cstdint>

#include "host_device.h"
#include "network.h"

namespace timbrel {

// Of this many floats' bytes are all parts a multiple, so that groups are aligned.
constexpr int64_t floats_of_group = 4;

TIMBREL_HOST_DEVICE constexpr int64_t rounded_up(int64_t count, int64_t multiple) {
    return (count + multiple - 1) / multiple * multiple;
}

// A network as kernels take it.
struct GeneratorShape {
    tb_head head;
    bool layer_norm;
    int64_t D, I, L, H, E, K, M, P;  // I: of what goes into the first layer, conditions among it
    float floor;
    int64_t widest;  // of what goes into a layer, padded
    int64_t sums;    // of a layer's gates, or a dense layer's or the head's outputs
};

inline GeneratorShape generator_shape(const tb_network &net) {
    const auto larger = [](int64_t a, int64_t b) { return a > b ? a : b; };
    GeneratorShape s = {};
    s.head = static_cast<tb_head>(net.head);
    s.layer_norm = net.layer_norm != 0;
    s.D = net.frame_size;
    s.I = input_size(net, 0);
    s.L = net.layers;
    s.H = net.hidden_size;
    s.E = net.dense_size;
    s.K = net.components;
    s.M = net.embedding_size;
    s.P = output_size(net);
    s.floor = static_cast<float>(net.scale_floor);
    s.widest = rounded_up(larger(s.I, s.E), 8);
    s.sums = larger(gate_count(net.cell) * s.H, larger(s.E, s.P));
    return s;
}

constexpr int generator_threads = 256;

// Floats that a slot needs while it generates: the input of a layer, every layer's h as products
// take it, sums of the input and of h, sums of parts of a row, and a weight for every category.
inline int64_t slot_floats(const GeneratorShape &s) {
    const int64_t categories = s.head == TB_CATEGORICAL ? s.K : 0;
    return rounded_up(
            s.widest + s.L * rounded_up(s.H, 8) + 2 * s.sums + generator_threads + categories, 64);
}

// What a texture adds to that: a frame, the past and the averages less the mean, levels and how far
// they are outside.
inline int64_t slot_floats(const tb_texture &x) {
    return rounded_up(
            x.frame_size > 0 ? (x.past + x.averages + 1) * x.frame_size + 2 * x.levels : 0, 64);
}

// Most that fits into shared memory beside what a block's reductions take, on every card.
constexpr int64_t most_shared_floats = 11 * 1024;

}  // namespace timbrel
