// SPDX-License-Identifier: Apache-2.0
// Generation by teams that are clusters.
#include "generate_kernel.h"
#include "generate_launch.h"

namespace timbrel {

cudaError_t launch_generation_clusters(
        const ResidentGeneration &g, const tb_plan &plan, size_t shared, cudaStream_t stream) {
    const auto kernel = resident_generation<ClusterExchange, generation_registers>(
            g.call.precision, plan.registers > 0);
    const dim3 grid(static_cast<unsigned>(plan.teams * plan.blocks)), block(resident_threads);
    return launch_clusters(
            kernel, grid, block, static_cast<unsigned>(plan.blocks), shared, stream, g);
}

}  // namespace timbrel
