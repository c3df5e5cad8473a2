// SPDX-License-Identifier: Apache-2.0
// What layer norm takes beside the rest in a block's shared memory and of its team's words: plain
// arithmetic, for the planner, the launcher and the kernels.
#pragma once

#include "../../common/exchange.h"

namespace timbrel {

struct NormLayout {
    // Where in the block's shared memory, in bytes. A row of floats [units + 1][4 gates] has one
    // unit more than there are, so that the rows of slots begin in different banks.
    int gains;       // floats [units][4]: norm_hh
    int values;      // rows [slots]: forward the sums of U (m h), back the gradients of the normed
    int normed;      // rows [slots]: of the way forward; on the way back
    int moments;     // floats [slots][2]: what all blocks' rows come to
    int deviations;  // floats [slots]: rstd of the way forward; on the way back
};

// What a slot's values of a block come to, two floats to all. Word (slot * blocks + source) * 2 is
// the first from block `source`.
TIMBREL_HOST_DEVICE inline Channel add_statistics_channel(
        Channels &channels, int blocks, int slots) {
    const int words = 2 * blocks * slots;
    return add_channel(channels, words, words, true);
}

// The same once more, of a team with one channel before it.
TIMBREL_HOST_DEVICE inline Channel statistics_behind(const Channel &other, int blocks, int slots) {
    Channels before = {1, other.words, other.to_all ? other.words : 0};
    return add_statistics_channel(before, blocks, slots);
}

// Sets the places from a multiple of 16 bytes on, and gives what is behind them.
inline int set_places(NormLayout &n, int from, int units, int slots, bool back) {
    constexpr int word = 4, gates = 4;
    const int rows = word * gates * slots * (units + 1);
    n.gains = from;
    n.values = n.gains + word * gates * units;
    n.normed = n.values + rows;
    n.moments = n.normed + (back ? rows : 0);
    n.deviations = n.moments + 2 * word * slots;
    return n.deviations + (back ? word * slots : 0);
}

}  // namespace timbrel
