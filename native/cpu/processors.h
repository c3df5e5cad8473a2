// SPDX-License-Identifier: Apache-2.0
// How many processors this process may use.
#pragma once

#include <stdint.h>

namespace timbrel {

// Those of its affinity mask, or fewer where a control group's quota allows less time: at least 1.
int64_t usable_processors();

}  // namespace timbrel
