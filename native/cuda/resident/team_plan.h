// SPDX-License-Identifier: Apache-2.0
// How large a team of blocks that keeps its weights is best, and what its blocks' memory takes.
#pragma once

#include "forward_layout.h"
#include "timbrel.h"

namespace timbrel {

// What is planned: a layer's steps, or a network's.
struct Work {
    const tb_network *network;  // NULL: a layer
    const tb_texture *texture;
    tb_precision precision;
    int64_t N, H;
    bool norm;  // a layer's
};

// Of a team. A cluster of one block could send to itself only, which st.async leaves undefined.
constexpr int64_t fewest_blocks(int64_t kernels) {
    return kernels == TB_CLUSTERS ? 2 : 1;
}
constexpr int64_t most_blocks(int64_t kernels) {
    return kernels == TB_CLUSTERS ? most_blocks_of_cluster : most_blocks_of_team;
}
// So many that their blocks can be counted.
constexpr int64_t most_teams = INT32_MAX / most_blocks_of_team;

// The best team of TB_CLUSTERS or TB_GRID that keeps all weights beside its slots; of 0 blocks
// where none does.
tb_plan best_team(const Work &work, const tb_card &card, int64_t kernels);

// The best of TB_GRID that reads some of its weights from the L2 at every step; of 0 blocks where
// even the slots' states find no room.
tb_plan reading_team(const Work &work, const tb_card &card);

// Bytes of weights that a team keeps, fillings among them.
int64_t team_bytes(const Work &work, const tb_plan &plan);

// Whether a team keeps all of them.
bool all_fit(const Work &work, const tb_card &card, const tb_plan &plan);

}  // namespace timbrel
