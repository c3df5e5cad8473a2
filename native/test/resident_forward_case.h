// SPDX-License-Identifier: Apache-2.0
// The card and the plans that the tests of a recurrent layer's resident kernel forward try.
#pragma once

#include "recurrent_device.h"
#include "resident/forward_layout.h"
#include "resident_plans.h"

namespace timbrel::test {

inline tb_card card;

inline tb_plan plan_of(tb_kernels kernels, const RecurrentCase &c, const Division &d) {
    return plan_of(card, kernels, c, d, timbrel::resident_forward_shared,
            timbrel::resident_forward_least_shared);
}

inline bool fits_card(const tb_plan &plan) {
    return fits_card(card, plan);
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
