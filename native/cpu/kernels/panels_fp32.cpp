// SPDX-License-Identifier: Apache-2.0
// Panels of fp32 weights.
#include "panels_tile.h"

namespace timbrel::TIMBREL_ISA {
namespace {

struct Fp32 {
    static constexpr int factors = 1;

    static inline __attribute__((always_inline)) Vector part(Vector weights, int) {
        return weights;
    }
    static inline __attribute__((always_inline)) Vector add_product(
            Vector sum, Vector operand, Vector weights) {
        return sum + operand * weights;
    }
};

int64_t words(int64_t depth) {
    return depth;
}

void pack(int64_t depth, const float *weights, int64_t stride, float *packed) {
    for (int64_t k = 0; k < depth; ++k) {
        packed[k * stride] = weights ? weights[k] : 0.0f;
    }
}

}  // namespace

const PanelFormat fp32_panels = {
        words, words, 1, pack, nullptr, multiply_panels<Fp32>, panels_aside};

}  // namespace timbrel::TIMBREL_ISA
