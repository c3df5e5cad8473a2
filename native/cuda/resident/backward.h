// SPDX-License-Identifier: Apache-2.0
// The resident kernel of a recurrent layer's way back, for recurrent_backward.cu.
#pragma once

#include "check.h"
#include "recurrent.h"
#include "timbrel.h"

namespace timbrel {

// Whether the plan's kernels serve this layer; where not, the plain ones do.
bool is_resident_backward(const RecurrentBackward &layer, const tb_plan *plan);

// Where they do, and behind check_plan: whether they have room for it.
tb_status check_backward_plan(const char *function, const RecurrentBackward &layer,
        tb_precision precision, const tb_plan &plan);

// Enqueues all steps in one launch: dgates, dh0 and dc0. Behind check_backward_plan, with N at
// least 1. signal: [2] or NULL.
tb_status resident_backward(const char *function, const RecurrentBackward &layer,
        tb_precision precision, const tb_plan &plan, int32_t *signal, void *workspace,
        cudaStream_t stream);

}  // namespace timbrel
