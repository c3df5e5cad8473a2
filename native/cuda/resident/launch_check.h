// SPDX-License-Identifier: Apache-2.0
// What came of the launch of a plan's teams.
#pragma once

#include <cinttypes>

#include "check.h"
#include "timbrel.h"

namespace timbrel {

// A plan that is too large for the card is the caller's mistake. shared_bytes: what the launch
// asked for, of a block.
inline tb_status check_teams_launch(
        cudaError_t result, const char *function, const tb_plan &plan, int64_t shared_bytes) {
    if (result == cudaErrorInvalidValue || result == cudaErrorInvalidConfiguration ||
            result == cudaErrorInvalidClusterSize || result == cudaErrorCooperativeLaunchTooLarge) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan's %" PRId64 " teams of %" PRId64 " blocks with %" PRId64
                " bytes of shared memory do not fit this card: %s",
                function, plan.teams, plan.blocks, shared_bytes, cudaGetErrorString(result));
    }
    return check_cuda(result, function, "launch of the resident kernel");
}

}  // namespace timbrel
