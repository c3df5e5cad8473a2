// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): random
// numbers as a function of a key and a counter, so that what is drawn depends on nothing that was
// drawn before.
#pragma once

#include <math.h>
#include <stdint.h>

#include "elementary.h"
#include "host_device.h"

namespace timbrel {

struct PhiloxBlock {
    uint32_t words[4];
};

TIMBREL_HOST_DEVICE inline PhiloxBlock philox(PhiloxBlock counter, uint32_t key0, uint32_t key1) {
    uint32_t a = counter.words[0], b = counter.words[1], c = counter.words[2], d = counter.words[3];
    for (int round = 0; round < 10; ++round) {
        const uint64_t p0 = UINT64_C(0xD2511F53) * a;
        const uint64_t p1 = UINT64_C(0xCD9E8D57) * c;
        a = static_cast<uint32_t>(p1 >> 32) ^ b ^ key0;
        b = static_cast<uint32_t>(p1);
        c = static_cast<uint32_t>(p0 >> 32) ^ d ^ key1;
        d = static_cast<uint32_t>(p0);
        key0 += UINT32_C(0x9E3779B9);
        key1 += UINT32_C(0xBB67AE85);
    }
    return {{a, b, c, d}};
}

// What numbers are drawn for; draws of different domains share none.
enum class Domain : uint32_t { initial_parameters = 0, dropout = 1, generation = 2 };

// Blocks that a stream has in one step.
constexpr int64_t philox_blocks = INT64_C(1) << 28;

// Block 0..2^28 - 1 of a step of a stream. The seed is the key; domain, block, step and stream are
// the counter.
TIMBREL_HOST_DEVICE inline PhiloxBlock draw(
        Domain domain, int64_t seed, int64_t stream, uint32_t step, int64_t block) {
    const uint64_t key = static_cast<uint64_t>(seed);
    const uint64_t id = static_cast<uint64_t>(stream);
    const PhiloxBlock counter = {
            {static_cast<uint32_t>(domain) << 28 | static_cast<uint32_t>(block), step,
                    static_cast<uint32_t>(id), static_cast<uint32_t>(id >> 32)}};
    return philox(counter, static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32));
}

// Blocks first..first + count - 1 of draw(), side by side, which vectors can do. words: [4 count].
template <int count>
TIMBREL_HOST_DEVICE inline void draw_blocks(Domain domain, int64_t seed, int64_t stream,
        uint32_t step, int64_t first, uint32_t *words) {
    PhiloxBlock blocks[count];
    for (int k = 0; k < count; ++k) {
        blocks[k] = draw(domain, seed, stream, step, first + k);
    }
    for (int k = 0; k < count; ++k) {
        for (int word = 0; word < 4; ++word) {
            words[4 * k + word] = blocks[k].words[word];
        }
    }
}

// Uniform in 0..1 without both ends: 23 bits and a half, all of which a float holds.
TIMBREL_HOST_DEVICE inline float unit_uniform(uint32_t word) {
    return (static_cast<float>(word >> 9) + 0.5f) * 0x1p-23f;
}

// A word to a number in low..high, the same bits on every device.
TIMBREL_HOST_DEVICE inline float uniform_between(uint32_t word, float low, float high) {
    const float unit = unit_uniform(word);
#ifdef __CUDA_ARCH__
    // Never fused, for the CPU's bits.
    const float value = __fadd_rn(__fmul_rn(low, __fsub_rn(1.0f, unit)), __fmul_rn(high, unit));
#else
    const float value = low * (1 - unit) + high * unit;
#endif
    // The roundings may lead outside.
    return value < low ? low : value > high ? high : value;
}

// Two words to two independent normal numbers (Box and Muller 1958).
TIMBREL_HOST_DEVICE inline void normals(
        uint32_t word0, uint32_t word1, float *first, float *second) {
    const float radius = sqrtf(-2 * logarithm(unit_uniform(word0)));
    const float angle = 6.2831853f * unit_uniform(word1);
    *first = radius * cosf(angle);
    *second = radius * sinf(angle);
}

}  // namespace timbrel
