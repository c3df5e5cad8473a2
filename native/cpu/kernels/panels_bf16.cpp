// SPDX-License-Identifier: Apache-2.0
// Panels of bf16 weights: a word has those of an even depth in its lower half and of the next in
// its upper half.
//
// With AVX512_BF16 operands are pairs too, and VDPBF16PS adds both products of a pair; it takes
// denormal numbers for zeros. Without, both halves of a word are widened, and operands are floats
// that were rounded: the bits differ from the instruction's, as they do between instruction sets.
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

int64_t pairs(int64_t depth) {
    return (depth + 1) / 2;
}

void pack(int64_t depth, const float *weights, int64_t stride, float *packed) {
    for (int64_t k = 0; k < depth; k += 2) {
        const float even = weights ? weights[k] : 0.0f;
        const float odd = weights && k + 1 < depth ? weights[k + 1] : 0.0f;
        packed[k / 2 * stride] = float_of_bits(static_cast<int32_t>(pair_of(even, odd)));
    }
}

#if defined(__AVX512BF16__)

struct Bf16Pairs {
    static constexpr int factors = 1;
    using Operand = __m512i;

    static inline __attribute__((always_inline)) Operand spread(float word) {
        return _mm512_set1_epi32(bits_of_float(word));
    }
    static inline __attribute__((always_inline)) Vector part(Vector weights, int) {
        return weights;
    }
    static inline __attribute__((always_inline)) void add_product(
            Vector &sum, Operand operand, Vector weights) {
        sum = _mm512_dpbf16_ps(sum, (__m512bh)operand, (__m512bh)weights);
    }
};

void round(int64_t count, const float *values, float *words) {
    for (int64_t k = 0; k < count; k += 2) {
        const float odd = k + 1 < count ? values[k + 1] : 0.0f;
        words[k / 2] = float_of_bits(static_cast<int32_t>(pair_of(values[k], odd)));
    }
}

}  // namespace

const PanelFormat bf16_panels = {pairs, pairs, pack, round, multiply_panels<Bf16Pairs>};

#else

typedef uint32_t Words __attribute__((vector_size(TIMBREL_VECTOR_BYTES)));

struct Bf16Halves {
    static constexpr int factors = 2;
    using Operand = float;

    static inline __attribute__((always_inline)) float spread(float word) { return word; }
    static inline __attribute__((always_inline)) Vector part(Vector weights, int half) {
        const Words words = (Words)weights;
        return (Vector)(half == 0 ? words << 16 : words & UINT32_C(0xffff0000));
    }
    static inline __attribute__((always_inline)) void add_product(
            Vector &sum, float operand, Vector weights) {
        sum += operand * weights;
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

}  // namespace

const PanelFormat bf16_panels = {pairs, even, pack, round, multiply_panels<Bf16Halves>};

#endif

}  // namespace timbrel::TIMBREL_ISA
