// SPDX-License-Identifier: Apache-2.0
// Chooses the kernels of a layer or a network on a card: plain code that knows no CUDA.
#pragma once

#include "timbrel.h"

namespace timbrel {

// network and texture as tb_cuda_plan_generation's, of checked sizes; texture of frame_size 0:
// none.
tb_plan plan_generation(const tb_card &card, const tb_network &network, const tb_texture &texture,
        tb_precision precision, int64_t N, int64_t wanted);

tb_plan plan_recurrent(const tb_card &card, tb_cell cell, tb_precision precision, int64_t N,
        int64_t H, bool norm, int64_t wanted);

// plan, which may be NULL, is one of the above for layers of H units and N slots, or could be: what
// kernels rely on holds, but for the room in shared memory.
enum class PlanOf { layer, network };
tb_status check_plan(const char *function, const tb_plan *plan, int64_t H, int64_t N,
        PlanOf what = PlanOf::layer);

// Whether the plan asks for kernels whose teams of blocks wait for each other.
inline bool is_resident(const tb_plan *plan) {
    return plan != nullptr && (plan->kernels == TB_CLUSTERS || plan->kernels == TB_GRID);
}

}  // namespace timbrel
