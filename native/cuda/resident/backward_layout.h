// SPDX-License-Identifier: Apache-2.0
// How a block of the resident kernel of a recurrent layer's way back divides its work and its
// shared memory: plain arithmetic, for the planner, the launcher and the kernel.
//
// Of an LSTM layer a block owns `units` units. It has their gradients of all gates, and of W_hh the
// rows of these gates, of which it makes its part of the gradients of all H units: a product whose
// rows are the layer's units and whose k are the block's gates, gate g of its unit u being k = 4 u
// + g. The 8 warps divide the rows, in tiles of 16. A warp goes over its weights set by set, a set
// being a few tiles whose sums it keeps at once, and in a set chunk by chunk. In this order the
// first `registers` groups (16 bytes in each of its lanes) stay in registers, the next in shared
// memory, and what is left is read from W_hh.
#pragma once

#include "../workspace.h"
#include "forward_layout.h"

namespace timbrel {

struct BackwardLayout {
    int blocks, units, slots;  // as the plan has them
    Divisor by_units;
    int row_tiles;   // of 16 of the layer's units
    int warp_tiles;  // of a warp; the last ones may have fewer
    int slot_tiles;  // of 8 slots
    int chunks;      // of k
    int shared_groups;

    // Where in the block's shared memory, in bytes.
    int operand;  // words [slots / 8][chunks][64]: gradients of the block's gates
    int carried;  // floats [slots][units]: dc of the step behind
    int masks;    // floats [slots][units]
    int lengths;  // int [slots]
    NormLayout norm;
    int weights;    // 16 bytes [shared_groups][threads]
    int64_t bytes;  // of all; the exchange's come first
};

// The channel of gradients: of what a block makes for each unit and slot, the unit's owner gets a
// float. Word (source * slots + slot) * units + unit is from block `source`. With layer norm there
// is one of statistics besides.
TIMBREL_HOST_DEVICE inline Channel add_gradient_channel(
        Channels &channels, int blocks, int units, int slots) {
    const int words = blocks * units * slots;
    return add_channel(channels, words, words, false);
}

// What the words of a grid take in the workspace.
inline int64_t scattered_bytes(const tb_plan &plan, bool norm) {
    const int64_t of_block = plan.blocks * plan.units + (norm ? statistics_of_block : 0);
    return scattered_per_unit * plan.blocks * of_block * (plan.teams * plan.slots);
}

// What the sizes of a plan come to in blocks with so much shared memory: bytes is above
// shared_bytes where they do not find room without any weights. INT64_MAX: there is no such kernel.
inline BackwardLayout backward_layout(
        tb_precision precision, const tb_plan &plan, int64_t shared_bytes, bool norm) {
    BackwardLayout l = {};
    if (plan.units > most_units_of_block || plan.slots > most_slots_of_team ||
            plan.blocks > most_blocks_of_team || plan.teams > INT32_MAX / most_blocks_of_team ||
            plan.blocks * plan.units * plan.slots > most_channel_words ||
            (plan.kernels == TB_GRID && scattered_bytes(plan, norm) > most_scattered_bytes)) {
        l.bytes = INT64_MAX;
        return l;
    }
    constexpr int word = 4, group = fragment_words * word * resident_threads;
    const bool pairs = precision == TB_BF16;
    const int depth = pairs ? FragmentLayout<TB_BF16>::depth : FragmentLayout<TB_FP32>::depth;
    l.blocks = static_cast<int>(plan.blocks);
    l.units = static_cast<int>(plan.units);
    l.slots = static_cast<int>(plan.slots);
    l.by_units = divisor(l.units);
    l.row_tiles = l.blocks * l.units / fragment_rows;
    l.warp_tiles = (l.row_tiles + resident_warps - 1) / resident_warps;
    l.slot_tiles = l.slots / fragment_slots;
    l.chunks = lstm_gates * l.units / depth;

    Channels channels = {};
    add_gradient_channel(channels, l.blocks, l.units, l.slots);
    if (norm) {
        add_statistics_channel(channels, l.blocks, l.slots);
    }
    // Two copies of the words and, in a cluster, what counts their arrival.
    l.operand = 2 * word * channels.words + 16 * channels.count;
    l.carried = l.operand + word * l.slot_tiles * l.chunks * operand_words;
    l.masks = l.carried + word * l.slots * l.units;
    l.lengths = l.masks + word * l.slots * l.units;
    l.weights = l.lengths + word * l.slots;
    if (norm) {
        l.weights = set_places(l.norm, l.weights, l.units, l.slots, true);
    }
    const int others =
            l.warp_tiles * l.chunks -
            groups_in_registers(l.warp_tiles, tiles_of_set(precision), l.chunks,
                    groups_kept(plan.kernels == TB_GRID, static_cast<int>(plan.registers)));
    const int64_t room = shared_bytes > l.weights ? (shared_bytes - l.weights) / group : 0;
    l.shared_groups = room > others ? others : static_cast<int>(room);
    l.bytes = l.weights + static_cast<int64_t>(group) * l.shared_groups;
    return l;
}

// As resident_forward_shared and resident_forward_least_shared: with all weights, and with none. A
// plan for both ways has enough for both. INT64_MAX: none is enough.
inline int64_t resident_backward_shared(tb_precision precision, const tb_plan &plan, bool norm) {
    return backward_layout(precision, plan, INT64_MAX, norm).bytes;
}
inline int64_t resident_backward_least_shared(
        tb_precision precision, const tb_plan &plan, bool norm) {
    return backward_layout(precision, plan, 0, norm).bytes;
}

}  // namespace timbrel
