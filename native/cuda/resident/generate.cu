// SPDX-License-Identifier: Apache-2.0
// Generation with weights that stay on the card, for tb_cuda_generate*.
#include "generate.h"

#include "generate_launch.h"
#include "launch_check.h"

namespace timbrel {

tb_status generate_resident(const char *function, const Generate &call, const tb_plan &plan,
        int32_t *signal, void *workspace, cudaStream_t stream) {
    ResidentGeneration g = {};
    g.layout = generation_layout(
            call.net, call.texture, call.precision, plan, plan.shared_bytes - static_shared_bytes);
    g.channels = generation_channels(g.layout, 0);
    g.call = call;
    g.workspace = static_cast<uint64_t *>(workspace);
    g.signal = signal;
    const auto shared = static_cast<size_t>(g.layout.bytes);
    if (plan.kernels == TB_CLUSTERS) {
        return check_teams_launch(launch_generation_clusters(g, plan, shared, stream), function,
                plan, g.layout.bytes);
    }
    const int64_t words =
            GridExchange::workspace_bytes(g.channels.all, g.layout.blocks, plan.teams);
    // So that no word of an earlier launch is taken for one that has come.
    const tb_status cleared =
            check_cuda(cudaMemsetAsync(workspace, 0, static_cast<size_t>(words), stream), function,
                    "clearing of the workspace");
    return cleared != TB_OK ? cleared
                            : check_teams_launch(launch_generation_grid(g, plan, shared, stream),
                                      function, plan, g.layout.bytes);
}

}  // namespace timbrel
