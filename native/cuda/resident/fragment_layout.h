// SPDX-License-Identifier: Apache-2.0
// How the resident kernels lay out the operands of their products, for host and device alike: the
// layouts of PTX's mma.sync.m16n8k16 (bf16) and m16n8k8 (tf32), and one of our own for fp32.
//
// Weights come in chunks of 16 rows by `depth` of k, of which each of a warp's 32 lanes keeps 16
// bytes. What they are multiplied with comes in chunks of `depth` of k by 8 slots, 64 words of 32
// bits, in which a lane finds its own side by side. All k and slots: [slots / 8][chunks of k][64].
#pragma once

#include "bf16.h"
#include "elementary.h"
#include "host_device.h"
#include "timbrel.h"

namespace timbrel {

constexpr int fragment_rows = 16;
constexpr int fragment_slots = 8;
constexpr int fragment_lanes = 32;
constexpr int fragment_words = 4;  // of weights in a lane
constexpr int operand_words = 64;  // of a chunk
constexpr int sums_of_tile = fragment_rows * fragment_slots;

struct FragmentPlace {
    int row, k;
};

template <tb_precision precision>
struct FragmentLayout {
    static constexpr bool pairs = precision == TB_BF16;  // a word holds an even k and the next
    static constexpr int per_word = pairs ? 2 : 1;
    static constexpr int depth = operand_words * per_word / fragment_slots;

    // Where in its chunk the (first) weight of word 0..3 of a lane is; the second is its neighbour
    // in k.
    TIMBREL_HOST_DEVICE constexpr FragmentPlace place(int lane, int word) {
        if (precision == TB_FP32) {
            return {lane / 2, 4 * (lane % 2) + word};
        }
        return {lane / 4 + 8 * (word % 2), per_word * (lane % 4) + depth / 2 * (word / 2)};
    }

    // Which word of its chunk holds (k, slot), k in 0..depth-1. Of a pair the even k is in the
    // lower half.
    TIMBREL_HOST_DEVICE constexpr int word_of(int k, int slot) {
        if (precision == TB_FP32) {
            return slot * depth + k;
        }
        return (slot * 4 + k % (depth / 2) / per_word) * 2 + k / (depth / 2);
    }

    // Where (k, slot) is in an operand of so many chunks of k and any number of slots.
    TIMBREL_HOST_DEVICE constexpr int word_of(int k, int slot, int chunks) {
        const int chunk = slot / fragment_slots * chunks + k / depth;
        return chunk * operand_words + word_of(k % depth, slot % fragment_slots);
    }

    // What a word holds: the rounded value, or two of them.
    TIMBREL_HOST_DEVICE inline uint32_t word(float value, float next) {
        if (precision == TB_BF16) {
            return bf16_of_float(value) | static_cast<uint32_t>(bf16_of_float(next)) << 16;
        }
        return static_cast<uint32_t>(
                bits_of_float(precision == TB_TF32 ? round_to_tf32(value) : value));
    }
    TIMBREL_HOST_DEVICE inline uint32_t word(float value) { return word(value, 0); }
};

}  // namespace timbrel
