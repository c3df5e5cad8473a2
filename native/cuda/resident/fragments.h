// SPDX-License-Identifier: Apache-2.0
// Products of a warp: 16 rows of weights by 8 slots, in the layouts of fragment_layout.h.
#pragma once

#include "fragment_layout.h"
#include "launch.h"
#include "reduce.h"
#include "team.h"

namespace timbrel {

// A warp's sums of 16 rows by 8 slots. All lanes call what is here together.
//
// add        the products of a chunk
// store      to sums_of_tile floats, [16 rows][8 slots], aligned to 16 bytes
// load       what store has stored
template <tb_precision precision>
struct Fragments : FragmentLayout<precision> {
    struct Sums {
        float of[4];
    };

    // A lane's part of an operand's chunk.
    struct Operand {
        uint2 words;
    };

    __device__ __forceinline__ static void clear(Sums &sums) {
#pragma unroll
        for (float &sum : sums.of) {
            sum = 0;
        }
    }

    __device__ __forceinline__ static Operand operand(const uint32_t *chunk, int lane) {
        return {reinterpret_cast<const uint2 *>(chunk)[lane]};
    }

    __device__ __forceinline__ static void add(
            Sums &sums, const uint4 &weights, const Operand &operand) {
        if constexpr (precision == TB_BF16) {
            multiply_bf16(sums.of, weights, operand.words);
        } else {
            multiply_tf32(sums.of, weights, operand.words);
        }
    }

    // A lane's sums are two neighbouring slots of row lane / 4, and of the row 8 below.
    __device__ __forceinline__ static void store(const Sums &sums, int lane, float *tile) {
        auto *const places = reinterpret_cast<float2 *>(tile);
        places[lane] = {sums.of[0], sums.of[1]};
        places[lane + 32] = {sums.of[2], sums.of[3]};
    }

    __device__ __forceinline__ static void load(Sums &sums, int lane, const float *tile) {
        const auto *const places = reinterpret_cast<const float2 *>(tile);
        const float2 above = places[lane], below = places[lane + 32];
        sums = {{above.x, above.y, below.x, below.y}};
    }
};

// Two lanes share a row: each has 4 of a chunk's 8 k, for all slots.
template <>
struct Fragments<TB_FP32> : FragmentLayout<TB_FP32> {
    struct Sums {
        float of[fragment_slots];
    };

    struct Operand {
        float4 slots[fragment_slots];
    };

    __device__ __forceinline__ static void clear(Sums &sums) {
#pragma unroll
        for (float &sum : sums.of) {
            sum = 0;
        }
    }

    __device__ __forceinline__ static Operand operand(const uint32_t *chunk, int lane) {
        const auto *const places = reinterpret_cast<const float4 *>(chunk) + lane % 2;
        Operand operand;
#pragma unroll
        for (int n = 0; n < fragment_slots; ++n) {
            operand.slots[n] = places[2 * n];
        }
        return operand;
    }

    __device__ __forceinline__ static void add(
            Sums &sums, const uint4 &weights, const Operand &operand) {
        const float x = float_of_bits(static_cast<int32_t>(weights.x));
        const float y = float_of_bits(static_cast<int32_t>(weights.y));
        const float z = float_of_bits(static_cast<int32_t>(weights.z));
        const float w = float_of_bits(static_cast<int32_t>(weights.w));
#pragma unroll
        for (int n = 0; n < fragment_slots; ++n) {
            const float4 &k = operand.slots[n];
            sums.of[n] = fmaf(w, k.w, fmaf(z, k.z, fmaf(y, k.y, fmaf(x, k.x, sums.of[n]))));
        }
    }

    // The even lane of a row stores slots 0..3, the odd one 4..7: each gives the other what it has
    // of the other's.
    __device__ __forceinline__ static void store(const Sums &sums, int lane, float *tile) {
        const bool odd = lane % 2 != 0;
        float own[4];
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            own[i] = odd ? sums.of[i + 4] : sums.of[i];
            own[i] += __shfl_xor_sync(whole_warp, odd ? sums.of[i] : sums.of[i + 4], 1);
        }
        reinterpret_cast<float4 *>(tile)[lane] = {own[0], own[1], own[2], own[3]};
    }

    __device__ __forceinline__ static void load(Sums &sums, int lane, const float *tile) {
        const bool odd = lane % 2 != 0;
        const float4 own = reinterpret_cast<const float4 *>(tile)[lane];
        const float values[4] = {own.x, own.y, own.z, own.w};
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            sums.of[i] = odd ? 0 : values[i];
            sums.of[i + 4] = odd ? values[i] : 0;
        }
    }
};

}  // namespace timbrel
