// SPDX-License-Identifier: Apache-2.0
// Launches the kernels of generate_kernel.h: those of an exchange are compiled apart.
#pragma once

#include "generate_block.h"

namespace timbrel {

// With so many bytes of a block's shared memory.
cudaError_t launch_generation_clusters(
        const ResidentGeneration &g, const tb_plan &plan, size_t shared, cudaStream_t stream);
cudaError_t launch_generation_grid(
        const ResidentGeneration &g, const tb_plan &plan, size_t shared, cudaStream_t stream);

}  // namespace timbrel
