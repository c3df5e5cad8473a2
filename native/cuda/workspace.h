// SPDX-License-Identifier: Apache-2.0
// What the calls keep in their workspace.
#pragma once

#include <stdint.h>

namespace timbrel {

// Steps whose input sums a recurrent layer keeps where the caller does not want them stored.
constexpr int64_t steps_in_workspace = 8;

// Floats of a recurrent layer for a unit of a sequence: the sums of those steps, and the state's.
constexpr int64_t workspace_per_unit = 4 * (steps_in_workspace + 1);

// Bytes: what an optimizer needs whatever its count.
constexpr int64_t smallest_workspace = 8192;

}  // namespace timbrel
