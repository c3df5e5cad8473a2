// SPDX-License-Identifier: Apache-2.0
// The resident kernel of a recurrent layer forward, for recurrent_forward.cu.
#pragma once

#include "check.h"
#include "recurrent.h"
#include "timbrel.h"

namespace timbrel {

// Whether the plan's kernels serve this layer; where not, the plain ones do.
bool is_resident_forward(const RecurrentForward &layer, const tb_plan *plan);

// Where they do, and behind check_plan: whether they have room for it.
tb_status check_forward_plan(const char *function, const RecurrentForward &layer,
        tb_precision precision, const tb_plan &plan);

// Enqueues the layer: the input's product, where x is given, and all steps in one launch. Behind
// check_forward_plan, with N at least 1. signal: [2] or NULL.
tb_status resident_forward(const char *function, const RecurrentForward &layer,
        tb_precision precision, const tb_plan &plan, int32_t *signal, void *workspace,
        cudaStream_t stream);

}  // namespace timbrel
