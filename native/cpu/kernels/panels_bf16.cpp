// SPDX-License-Identifier: Apache-2.0
// Panels of bf16 weights: a word has those of an even depth in its lower half and of the next in
// its upper half.
//
// With AVX512_BF16 operands are pairs too, and VDPBF16PS adds both products of a pair; it takes
// denormal numbers for zeros. So does AMX (panels_amx.cpp), which adds the products of even depths
// and those of odd ones by themselves first. Without either, both halves of a word are widened, and
// operands are floats that were rounded. The bits of the three differ.
#include "panels_bf16.h"

#include "bf16.h"
#include "panels_tile.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

namespace timbrel::TIMBREL_ISA {
namespace {

uint32_t pair_of(float even, float odd) {
    return bf16_of_float(even) | static_cast<uint32_t>(bf16_of_float(odd)) << 16;
}

// A word for every two of them, as many as make whole tiles with AMX.
int64_t pairs(int64_t depth) {
    return ((depth + 1) / 2 + pairs_together - 1) / pairs_together * pairs_together;
}

void pack(int64_t depth, const float *weights, int64_t stride, float *packed) {
    for (int64_t k = 0; k < 2 * pairs(depth); k += 2) {
        const float even = weights && k < depth ? weights[k] : 0.0f;
        const float odd = weights && k + 1 < depth ? weights[k + 1] : 0.0f;
        packed[k / 2 * stride] = float_of_bits(static_cast<int32_t>(pair_of(even, odd)));
    }
}

#if defined(__AVX512BF16__)

void round(int64_t count, const float *values, float *words) {
    for (int64_t k = 0; k < count; k += 2) {
        const float odd = k + 1 < count ? values[k + 1] : 0.0f;
        words[k / 2] = float_of_bits(static_cast<int32_t>(pair_of(values[k], odd)));
    }
}

#else

typedef uint32_t Words __attribute__((vector_size(TIMBREL_VECTOR_BYTES)));

struct Bf16Halves {
    static constexpr int factors = 2;

    static inline __attribute__((always_inline)) Vector part(Vector weights, int half) {
        const Words words = (Words)weights;
        return (Vector)(half == 0 ? words << 16 : words & UINT32_C(0xffff0000));
    }
    static inline __attribute__((always_inline)) Vector add_product(
            Vector sum, Vector operand, Vector weights) {
        return sum + operand * weights;
    }
};

int64_t even(int64_t depth) {
    return (depth + 1) / 2 * 2;
}

void round(int64_t count, const float *values, float *words) {
    for (int64_t k = 0; k < count; ++k) {
        words[k] = round_to_bf16(values[k]);
    }
}

#endif

#if defined(__AVX512BF16__) && !defined(__AMX_BF16__)

struct Bf16Pairs {
    static constexpr int factors = 1;

    static inline __attribute__((always_inline)) Vector part(Vector weights, int) {
        return weights;
    }
    static inline __attribute__((always_inline)) Vector add_product(
            Vector sum, Vector operand, Vector weights) {
        return _mm512_dpbf16_ps(sum, (__m512bh)operand, (__m512bh)weights);
    }
};

#endif

}  // namespace

#if defined(__AMX_BF16__)
const PanelFormat bf16_panels = {pairs, pairs, 2, pack, round, multiply_tiles, panels_aside};
#elif defined(__AVX512BF16__)
const PanelFormat bf16_panels = {
        pairs, pairs, 2, pack, round, multiply_panels<Bf16Pairs>, panels_aside};
#else
const PanelFormat bf16_panels = {
        pairs, even, 1, pack, round, multiply_panels<Bf16Halves>, panels_aside};
#endif

}  // namespace timbrel::TIMBREL_ISA
