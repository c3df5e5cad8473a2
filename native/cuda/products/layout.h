// SPDX-License-Identifier: Apache-2.0
// Where generation by products has its weights and its numbers: matrices as the parameters have
// them, each part from a multiple of 16 bytes on, which libraries of products are faster with.
#pragma once

#include <algorithm>
#include <cstdint>

#include "../generator.h"
#include "network.h"

namespace timbrel {

// Hands out the parts one behind the other, from the array's first multiple of 16 bytes on.
class ProductParts {
public:
    explicit ProductParts(const float *packed)
        : at_(packed + (16 - reinterpret_cast<uintptr_t>(packed) % 16) % 16 / sizeof(float)) {}

    const float *take(int64_t count) {
        const float *here = at_;
        at_ += rounded_up(count, floats_of_group);
        return here;
    }

    // NULL where no tokens go in.
    const float *take_table(const tb_network &net) {
        return net.embedding_size > 0 ? take(net.components * net.embedding_size) : nullptr;
    }

    LayerParameters take_layer(const tb_network &net, int64_t layer) {
        return timbrel::take_layer(net, layer, [this](int64_t count) { return take(count); });
    }

private:
    const float *at_;
};

// A part of a step: what runs between products.
struct StepPart {
    enum Kind { input, cell, dense, draw } kind;
    int64_t layer;
};

inline int64_t dense_count(const tb_network &net) {
    return net.dense_size > 0 ? net.layers - 1 : 0;
}

inline int64_t part_count(const tb_network &net) {
    return net.layers + dense_count(net) + 2;
}

// part: 0..part_count - 1
inline StepPart step_part(const tb_network &net, int64_t part) {
    if (part == 0) {
        return {StepPart::input, 0};
    }
    if (part + 1 == part_count(net)) {
        return {StepPart::draw, net.layers};
    }
    const int64_t of_layer = dense_count(net) > 0 ? 2 : 1;
    return {(part - 1) % of_layer == 0 ? StepPart::cell : StepPart::dense, (part - 1) / of_layer};
}

// Where the numbers of all slots begin in the workspace, in floats.
struct ProductsLayout {
    int64_t x;         // [N,I], or [N,E]: what goes into a layer
    int64_t h;         // [L,N,H] as products take it
    int64_t of_input;  // [N,G H] of W x, [N,E], or [N,P]
    int64_t of_h;      // [N,G H] of U h
    int64_t slots;     // [N,floats_of_slot]: parts of sums, categories' weights, a texture's
    int64_t texture_of_slot, floats_of_slot;
    int64_t floats;
};

inline ProductsLayout products_layout(const tb_network &net, const tb_texture &texture, int64_t N) {
    const GeneratorShape s = generator_shape(net);
    constexpr int64_t alignment = 64;
    ProductsLayout at = {};
    const auto place = [&at](int64_t count) {
        const int64_t here = at.floats;
        at.floats += rounded_up(count, alignment);
        return here;
    };
    at.x = place(N * std::max(s.I, s.E));
    at.h = place(N * s.L * s.H);
    at.of_input = place(N * s.sums);
    at.of_h = place(N * gate_count(net.cell) * s.H);
    at.texture_of_slot =
            generator_threads + (s.head == TB_CATEGORICAL ? rounded_up(s.K, alignment) : 0);
    at.floats_of_slot = at.texture_of_slot + slot_floats(texture);
    at.slots = place(N * at.floats_of_slot);
    return at;
}

}  // namespace timbrel
