// SPDX-License-Identifier: Apache-2.0
// What a block of a team that generates has: its part of the weights, its units' states, and the
// exchange with the others. generate_layers.h and generate_slots.h are what it does with them.
#pragma once

#include "../generator.h"
#include "exchange.h"
#include "generate_layout.h"
#include "precision.h"

namespace timbrel {

// Lies in constant memory: what can be had from here again takes no registers.
struct ResidentGeneration {
    GenerationLayout layout;
    GenerationChannels channels;  // of block 0
    Generate call;
    uint64_t *workspace;  // of the exchange
    int32_t *signal;
};

// Part of a block's shared memory, from a place of the layout on.
template <typename Element = float>
__device__ __forceinline__ Element *shared_at(int place) {
    return reinterpret_cast<Element *>(
            reinterpret_cast<unsigned char *>(block_shared_floats()) + place);
}

__device__ __forceinline__ const float *packed_table(const ResidentGeneration &g) {
    return PackedParts(g.call.packed).vector(0);
}

// Part of the packed array: a block's weights, and behind them its biases.
__device__ __forceinline__ const float *packed_block(const ResidentGeneration &g, int rank) {
    return packed_table(g) + g.layout.table + rank * g.layout.block_floats;
}

// The slot of the call that a team's slot is; from N on there are none.
__device__ __forceinline__ int64_t slot_of_call(const GenerationLayout &l, int team, int slot) {
    return static_cast<int64_t>(team) * l.slots + slot;
}

// for (int e = thread_of_block(); e < count; e += resident_threads)
__device__ __forceinline__ int thread_of_block() {
    return static_cast<int>(threadIdx.x);
}

}  // namespace timbrel
