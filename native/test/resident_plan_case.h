// SPDX-License-Identifier: Apache-2.0
// Plans of the resident kernels of a recurrent layer, for their tests: divisions of a layer that no
// planner would make, too.
#pragma once

#include "recurrent_device.h"
#include "resident/forward_layout.h"

namespace timbrel::test {

inline tb_card card;

// How a plan divides a layer. shared_part: of the groups of weights that are not in registers,
// what part has room in shared memory.
struct Division {
    int64_t blocks, slots, registers;
    double shared_part = 1;
};

// all_bytes, least_bytes: of a block with all weights, and with none; those of the way forward.
inline tb_plan plan_of(tb_kernels kernels, const RecurrentCase &c, const Division &d,
        decltype(&timbrel::resident_forward_shared) all_bytes = timbrel::resident_forward_shared,
        decltype(&timbrel::resident_forward_least_shared) least_bytes =
                timbrel::resident_forward_least_shared) {
    tb_plan plan = {};
    plan.kernels = kernels;
    // A cluster has two blocks at least.
    plan.blocks = kernels == TB_CLUSTERS && d.blocks < 2 ? 2 : d.blocks;
    plan.units = 4 * ((c.H + 4 * plan.blocks - 1) / (4 * plan.blocks));
    while (plan.blocks * plan.units % 16 != 0) {
        plan.units += 4;
    }
    plan.slots = d.slots;
    plan.teams = (c.N + d.slots - 1) / d.slots;
    plan.registers = d.registers;
    const int64_t all = all_bytes(c.precision, plan, c.norm);
    const int64_t least = least_bytes(c.precision, plan, c.norm);
    plan.shared_bytes = std::min(card.shared_bytes,
            least + static_cast<int64_t>(static_cast<double>(all - least) * d.shared_part));
    return plan;
}

inline std::string text_of(const RecurrentCase &c, const tb_plan &p) {
    return c.text() + (p.kernels == TB_GRID ? " grid " : " clusters ") + std::to_string(p.teams) +
           " x " + std::to_string(p.blocks) + " x " + std::to_string(p.units) + " slots " +
           std::to_string(p.slots) + " registers " + std::to_string(p.registers) + " bytes " +
           std::to_string(p.shared_bytes);
}

// Not every card has clusters, or so many blocks at once.
inline bool fits_card(const tb_plan &plan) {
    return plan.kernels == TB_CLUSTERS
                   ? plan.blocks <= card.cluster_blocks
                   : card.cooperative != 0 && plan.teams * plan.blocks <= card.multiprocessors;
}

// Asks what the card has. Says so where there are no teams of blocks.
inline bool has_teams() {
    if (!has_device()) {
        return false;
    }
    if (tb_cuda_card(&card) == TB_OK && (card.cooperative != 0 || card.cluster_blocks > 0)) {
        return true;
    }
    std::printf("SKIPPED: no teams of blocks on this card: %s\n", tb_cuda_last_error());
    return false;
}

}  // namespace timbrel::test
