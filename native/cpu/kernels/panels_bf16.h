// SPDX-License-Identifier: Apache-2.0
// What panels of bf16 weights share with their product by tiles.
#pragma once

#include "panels.h"

namespace timbrel::TIMBREL_ISA {

// A column's pairs are a multiple of this: the rows of a tile of weights.
#if defined(__AMX_BF16__)
constexpr int64_t pairs_together = 16;
#else
constexpr int64_t pairs_together = 1;
#endif

// PanelFormat::multiply with AMX.
void multiply_tiles(const PanelProduct &product);

}  // namespace timbrel::TIMBREL_ISA
