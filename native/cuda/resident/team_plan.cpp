// SPDX-License-Identifier: Apache-2.0
// The search for a team of blocks. Nothing here was measured: the rules are predictions from what
// others published of such cards, and stand in one place to be corrected.
#include "team_plan.h"

#include "backward_layout.h"
#include "generate_layout.h"

namespace timbrel {
namespace {

constexpr int64_t tile = 8;  // slots of a product

int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

int64_t divided_up(int64_t count, int64_t by) {
    return (count + by - 1) / by;
}

// Shared memory of a block with all weights that are not in registers; a layer's both ways have it.
int64_t all_bytes(const Work &work, const tb_plan &plan) {
    return work.network != nullptr
                   ? resident_generation_shared(*work.network, *work.texture, work.precision, plan)
                   : larger(resident_forward_shared(work.precision, plan, work.norm),
                             resident_backward_shared(work.precision, plan, work.norm));
}

// And with none.
int64_t least_bytes(const Work &work, const tb_plan &plan) {
    return work.network != nullptr
                   ? resident_generation_least_shared(
                             *work.network, *work.texture, work.precision, plan)
                   : larger(resident_forward_least_shared(work.precision, plan, work.norm),
                             resident_backward_least_shared(work.precision, plan, work.norm));
}

// Groups of weights that a thread keeps, as far as there are kernels for so many. In fp32
// generation has no registers left for them.
int64_t registers_for(const Work &work, const tb_plan &plan) {
    if (work.network != nullptr) {
        return work.precision == TB_FP32 ? 0 : generation_registers;
    }
    const int64_t depth = work.precision == TB_BF16 ? FragmentLayout<TB_BF16>::depth
                                                    : FragmentLayout<TB_TF32>::depth;
    const int64_t chunks = plan.blocks * plan.units / depth;
    const int64_t tiles = lstm_gates * plan.units / fragment_rows;
    return tiles * divided_up(chunks, resident_warps) <= 16 ? 16 : 32;
}

// Where there is a cluster there is room for some smaller ones, of sizes between those that the
// card was asked for too.
int64_t resident_clusters(const tb_card &card, int64_t blocks) {
    int64_t most = 0, size = most_blocks_of_cluster;
    for (const int64_t clusters : card.clusters) {
        most = larger(most, clusters * (size / blocks));
        size /= 2;
    }
    return most;
}

// How many teams of so many blocks are resident at once. The card was asked with all of its shared
// memory in every block, so that each is alone on a multiprocessor.
int64_t resident_teams(const tb_card &card, int64_t kernels, int64_t blocks) {
    return kernels == TB_CLUSTERS ? resident_clusters(card, blocks) : card.multiprocessors / blocks;
}

// The team whose blocks own so many units; of 0 blocks where there is none. The blocks' units are
// no more than H rounded up to a multiple of 16: so warps divide the depth of products alike in all
// teams, and a stream's bits are the same whatever team it is in.
tb_plan team_of(const Work &work, const tb_card &card, int64_t kernels, int64_t units) {
    tb_plan plan = {};
    plan.kernels = kernels;
    plan.units = units;
    const int64_t all_units = rounded_up(work.H, 16);
    if (units > most_units_of_block || all_units % units != 0) {
        return plan;
    }
    const int64_t blocks = all_units / units;
    const bool is_team = blocks >= fewest_blocks(kernels) && blocks <= most_blocks(kernels);
    const int64_t teams = is_team ? resident_teams(card, kernels, blocks) : 0;
    if (teams == 0 || work.N > teams * most_slots_of_team) {
        return plan;
    }
    plan.blocks = blocks;
    plan.slots = larger(tile, rounded_up(divided_up(work.N, teams), tile));
    plan.teams = larger(1, divided_up(work.N, plan.slots));
    plan.registers = registers_for(work, plan);
    plan.shared_bytes = smaller(all_bytes(work, plan), card.shared_bytes);
    return plan;
}

}  // namespace

bool all_fit(const Work &work, const tb_card &card, const tb_plan &plan) {
    return plan.blocks > 0 && all_bytes(work, plan) <= card.shared_bytes;
}

// A step's time is latency where there are few slots: the largest team that takes 8 slots at a time
// has the least to do in each block. Where there are more, products' tiles are filled at any size,
// and the smallest team that holds the weights has the least to send.
tb_plan best_team(const Work &work, const tb_card &card, int64_t kernels) {
    const int64_t all_units = rounded_up(work.H, 16);
    for (int64_t units = 4; units <= all_units; units += 4) {
        const tb_plan plan = team_of(work, card, kernels, units);
        if (plan.slots == tile && all_fit(work, card, plan)) {
            return plan;
        }
    }
    for (int64_t units = all_units; units >= 4; units -= 4) {
        const tb_plan plan = team_of(work, card, kernels, units);
        if (all_fit(work, card, plan)) {
            return plan;
        }
    }
    return {};
}

// The largest team reads the fewest weights a block.
tb_plan reading_team(const Work &work, const tb_card &card) {
    for (int64_t units = 4; units <= rounded_up(work.H, 16); units += 4) {
        const tb_plan plan = team_of(work, card, TB_GRID, units);
        if (plan.blocks > 0 && least_bytes(work, plan) <= card.shared_bytes) {
            return plan;
        }
    }
    return {};
}

int64_t team_bytes(const Work &work, const tb_plan &plan) {
    tb_plan without_registers = plan;
    without_registers.registers = 0;
    return plan.blocks *
           (all_bytes(work, without_registers) - least_bytes(work, without_registers));
}

}  // namespace timbrel
