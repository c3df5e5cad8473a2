// SPDX-License-Identifier: Apache-2.0
// How a block of the resident kernel of a recurrent layer divides its work and its shared memory:
// plain arithmetic, for the planner, the launcher and the kernel.
//
// Of an LSTM layer a block owns `units` units with their four gates: rows of W_hh, row gate * units
// + u. The 8 warps divide a product: in 8 parts of k, or, in wider layers, in 4 of k and 2 of rows,
// which leaves half as many sums to be stored and added up. Into how many the k are divided decides
// in which order sums are added, so that the rule knows the layer's units and nothing of its
// division into blocks. A warp goes over its weights set by set, a set being a few tiles of 16 rows
// whose sums it keeps at once, and in a set chunk by chunk. In this order the first `registers`
// groups (16 bytes in each of its lanes) stay in registers, the next in shared memory, and what is
// left is read from W_hh.
#pragma once

#include "../../common/exchange.h"
#include "fragment_layout.h"
#include "norm_layout.h"

namespace timbrel {

constexpr int resident_warps = 8;
constexpr int resident_threads = resident_warps * fragment_lanes;
constexpr int lstm_gates = 4;

// Beyond these a block has no room for its sums, or a team for its words. All offsets below them
// fit an int.
constexpr int64_t most_units_of_block = 1024, most_slots_of_team = 128, most_blocks_of_team = 256,
                  most_blocks_of_cluster = 16;

// Tiles of 16 rows in a set, and tiles of 8 slots whose sums a warp keeps beside each other: as
// many sums in flight as hide the latency of the multiplications.
TIMBREL_HOST_DEVICE constexpr int tiles_of_set(tb_precision precision) {
    return precision == TB_FP32 ? 2 : 4;
}
TIMBREL_HOST_DEVICE constexpr int slot_tiles_at_once(tb_precision precision) {
    return precision == TB_FP32 ? 1 : 2;
}

// A number of 4..1024 by which others below 2^18 are divided, with a multiplication. The quotient
// is exact: reciprocal is at most 1 above 2^32 / by, which adds less than 1 / by to it.
struct Divisor {
    uint32_t by, reciprocal;
};

TIMBREL_HOST_DEVICE inline int quotient(int value, const Divisor &d) {
    return static_cast<int>(static_cast<uint64_t>(value) * d.reciprocal >> 32);
}
TIMBREL_HOST_DEVICE inline int remainder(int value, const Divisor &d) {
    return value - quotient(value, d) * static_cast<int>(d.by);
}

inline Divisor divisor(int64_t by) {
    return {static_cast<uint32_t>(by), static_cast<uint32_t>((INT64_C(1) << 32) / by + 1)};
}

// Parts of k. With 128 units a block of 16 in a cluster has two tiles of rows, so that both parts
// of them have work. Weights that no cluster holds go to so many blocks that each has only a tile
// or two again.
TIMBREL_HOST_DEVICE constexpr int parts_of_k(tb_precision precision, int64_t all_units) {
    constexpr int64_t most_of_cluster = 5 << 20;
    const int64_t bytes = lstm_gates * all_units * all_units * (precision == TB_BF16 ? 2 : 4);
    return all_units < 128 || bytes > most_of_cluster ? resident_warps : resident_warps / 2;
}

struct ForwardLayout {
    int blocks, units, slots;  // as the plan has them
    Divisor by_units;
    int row_tiles;     // of 16 rows
    int k_parts;       // warp w has part w % k_parts of k, and part w / k_parts of the row tiles
    int warp_tiles;    // row tiles of a warp; the last ones may have fewer
    int slot_tiles;    // of 8 slots
    int tiles_a_pass;  // slot tiles between two barriers
    int chunks;        // of k, in all
    int warp_chunks;   // of a warp; likewise
    int shared_groups;

    // Where in the block's shared memory, in bytes.
    int partials;  // floats [tiles_a_pass][k_parts][rows][8 slots]
    int states;    // floats [3][slots / 8][units][8 slots]: c, h and the mask
    int biases;    // floats [rows]
    int lengths;   // int [slots]
    NormLayout norm;
    int weights;    // 16 bytes [shared_groups][threads]
    int64_t bytes;  // of all; the exchange's come first
};

// The channel of h, every word to all. With layer norm there is one of statistics besides.
TIMBREL_HOST_DEVICE inline Channel add_hidden_channel(Channels &channels, int chunks, int slots) {
    const int words = slots / fragment_slots * chunks * operand_words;
    return add_channel(channels, words, words, true);
}

// Of so many groups in registers, those that a kernel has room for: where words come through the
// L2, 32 are a few too many.
TIMBREL_HOST_DEVICE constexpr int groups_kept(bool grid, int registers) {
    return grid && registers > 28 ? 28 : registers;
}

// Groups of a warp with so many chunks, and how many of the first of them so many registers hold:
// of a set that is not full some stay empty.
TIMBREL_HOST_DEVICE inline int groups_in_registers(
        int row_tiles, int set_tiles, int warp_chunks, int registers) {
    const int steps = registers / set_tiles;
    const int full = row_tiles / set_tiles * warp_chunks;
    const int beyond = (steps - full) * (row_tiles % set_tiles);
    const int all = row_tiles * warp_chunks;
    const int groups = steps <= full ? steps * set_tiles : full * set_tiles + beyond;
    return groups < all ? groups : all;
}

// Where things are in so much shared memory, of which weights get what is left: bytes is above
// shared_bytes where nothing is left and the rest does not fit.
inline void set_places(ForwardLayout &l, const Channels &channels, int wanted_groups,
        int64_t shared_bytes, bool norm) {
    constexpr int word = 4, group = fragment_words * word * resident_threads;
    const int rows = lstm_gates * l.units;
    // Two copies of the words and, in a cluster, what counts their arrival.
    l.partials = 2 * word * channels.words + 16 * channels.count;
    l.states = l.partials + word * l.tiles_a_pass * l.k_parts * rows * fragment_slots;
    l.biases = l.states + word * 3 * l.slots * l.units;
    l.lengths = l.biases + word * rows;
    l.weights = l.lengths + word * l.slots;
    if (norm) {
        l.weights = set_places(l.norm, l.weights, l.units, l.slots, false);
    }
    const int64_t room = shared_bytes > l.weights ? (shared_bytes - l.weights) / group : 0;
    l.shared_groups = room > wanted_groups ? wanted_groups : static_cast<int>(room);
    l.bytes = l.weights + static_cast<int64_t>(group) * l.shared_groups;
}

// What the sizes of a plan come to in blocks with so much shared memory.
inline ForwardLayout forward_layout(
        tb_precision precision, const tb_plan &plan, int64_t shared_bytes, bool norm) {
    ForwardLayout l = {};
    if (plan.units > most_units_of_block || plan.slots > most_slots_of_team ||
            plan.blocks > most_blocks_of_team) {
        l.bytes = INT64_MAX;
        return l;
    }
    const int depth =
            precision == TB_BF16 ? FragmentLayout<TB_BF16>::depth : FragmentLayout<TB_FP32>::depth;
    l.blocks = static_cast<int>(plan.blocks);
    l.units = static_cast<int>(plan.units);
    l.slots = static_cast<int>(plan.slots);
    l.by_units = divisor(l.units);
    l.row_tiles = lstm_gates * l.units / fragment_rows;
    const auto in_parts = [](int count, int parts) { return (count + parts - 1) / parts; };
    l.k_parts = parts_of_k(precision, plan.blocks * plan.units);
    l.warp_tiles = in_parts(l.row_tiles, resident_warps / l.k_parts);
    l.slot_tiles = l.slots / fragment_slots;
    l.chunks = l.blocks * l.units / depth;
    l.warp_chunks = in_parts(l.chunks, l.k_parts);

    Channels channels = {};
    add_hidden_channel(channels, l.chunks, l.slots);
    if (norm) {
        add_statistics_channel(channels, l.blocks, l.slots);
    }
    const int others =
            l.warp_tiles * l.warp_chunks -
            groups_in_registers(l.warp_tiles, tiles_of_set(precision), l.warp_chunks,
                    groups_kept(plan.kernels == TB_GRID, static_cast<int>(plan.registers)));
    // Fewer tiles of slots a pass read the weights more often, and need less room for sums.
    for (l.tiles_a_pass = slot_tiles_at_once(precision); l.tiles_a_pass > 0; --l.tiles_a_pass) {
        if (l.tiles_a_pass <= l.slot_tiles) {
            set_places(l, channels, others, shared_bytes, norm);
            if (l.bytes <= shared_bytes || l.tiles_a_pass == 1) {
                break;
            }
        }
    }
    return l;
}

// Bytes of shared memory in which all weights that are not in registers find room; and those with
// which a plan is served at all, where all such weights are read from W_hh at every step. The
// plan's sizes are such as check_plan takes.
inline int64_t resident_forward_shared(tb_precision precision, const tb_plan &plan, bool norm) {
    return forward_layout(precision, plan, INT64_MAX, norm).bytes;
}
inline int64_t resident_forward_least_shared(
        tb_precision precision, const tb_plan &plan, bool norm) {
    return forward_layout(precision, plan, 0, norm).bytes;
}

}  // namespace timbrel
