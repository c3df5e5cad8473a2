// SPDX-License-Identifier: Apache-2.0
// Generation by teams that are a cooperative grid.
#include "generate_kernel.h"
#include "generate_launch.h"

namespace timbrel {
namespace {

template <tb_precision precision, int registers>
cudaError_t launch_kernel(
        const ResidentGeneration &g, const tb_plan &plan, size_t shared, cudaStream_t stream) {
    const dim3 grid(static_cast<unsigned>(plan.teams * plan.blocks)), block(resident_threads);
    const auto kernel = resident_generation_kernel<GridExchange, precision, registers>;
    return launch_resident(kernel, grid, block, shared, stream, g);
}

}  // namespace

cudaError_t launch_generation_grid(
        const ResidentGeneration &g, const tb_plan &plan, size_t shared, cudaStream_t stream) {
    const bool kept = plan.registers > 0;
    const auto launch = g.call.precision == TB_FP32 ? launch_kernel<TB_FP32, 0>
                        : g.call.precision == TB_TF32
                                ? kept ? launch_kernel<TB_TF32, generation_grid_registers>
                                       : launch_kernel<TB_TF32, 0>
                        : kept ? launch_kernel<TB_BF16, generation_grid_registers>
                               : launch_kernel<TB_BF16, 0>;
    return launch(g, plan, shared, stream);
}

}  // namespace timbrel
