// SPDX-License-Identifier: Apache-2.0
// What the resident kernels of a recurrent layer have in common whichever way they go: which plans
// they have room for, and their launch.
#pragma once

#include <cinttypes>
#include <climits>
#include <type_traits>

#include "exchange.h"
#include "forward_layout.h"
#include "launch_check.h"
#include "plan.h"

namespace timbrel {

// What a plan takes.
struct LayerNeeds {
    int64_t words;            // that a block gets at a step
    int64_t workspace_bytes;  // of a grid's words; 0 in clusters
    int64_t shared_bytes;     // of a block, without weights
};

// Steps are counted by int.
inline tb_status check_layer_steps(const char *function, int64_t T) {
    return T < INT_MAX ? TB_OK
                       : fail(TB_INVALID_ARGUMENT,
                                 "%s: with this plan, T is %" PRId64 ", but must be at most %d",
                                 function, T, INT_MAX - 1);
}

// workspace_bytes: those there are for words.
inline tb_status check_layer_needs(const char *function, const tb_plan &plan,
        const LayerNeeds &needs, int64_t workspace_bytes) {
    if (needs.words > most_channel_words) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: a block of the plan gets %" PRId64
                " words at a step, but at most %d can be counted",
                function, needs.words, most_channel_words);
    }
    if (needs.workspace_bytes > workspace_bytes) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan's %" PRId64 " teams of %" PRId64 " blocks, %" PRId64
                " units and %" PRId64 " slots need %" PRId64
                " bytes of workspace, but there are %" PRId64,
                function, plan.teams, plan.blocks, plan.blocks * plan.units, plan.slots,
                needs.workspace_bytes, workspace_bytes);
    }
    if (needs.shared_bytes > plan.shared_bytes) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan's shared_bytes are %" PRId64 ", but a block needs at least %" PRId64,
                function, plan.shared_bytes, needs.shared_bytes);
    }
    return TB_OK;
}

template <typename Exchange, typename Call>
cudaError_t launch_layer_teams(
        void (*kernel)(Call), const Call &call, const tb_plan &plan, cudaStream_t stream) {
    const dim3 grid(static_cast<unsigned>(plan.teams * plan.blocks));
    const dim3 block(resident_threads);
    const auto bytes = static_cast<size_t>(call.layout.bytes);
    if constexpr (std::is_same_v<Exchange, ClusterExchange>) {
        return launch_clusters(
                kernel, grid, block, static_cast<unsigned>(plan.blocks), bytes, stream, call);
    } else {
        return launch_resident(kernel, grid, block, bytes, stream, call);
    }
}

template <typename Kernels, typename Exchange, tb_precision precision, typename Call>
cudaError_t launch_layer_kernel(const Call &call, const tb_plan &plan, cudaStream_t stream) {
    const auto kernel = plan.registers == 0 ? Kernels::template kernel<precision, Exchange, 0>()
                        : plan.registers == 16
                                ? Kernels::template kernel<precision, Exchange, 16>()
                                : Kernels::template kernel<precision, Exchange, 32>();
    return launch_layer_teams<Exchange>(kernel, call, plan, stream);
}

template <typename Kernels, typename Exchange, typename Call>
cudaError_t launch_layer_kernel(
        tb_precision precision, const Call &call, const tb_plan &plan, cudaStream_t stream) {
    return precision == TB_FP32
                   ? launch_layer_kernel<Kernels, Exchange, TB_FP32>(call, plan, stream)
           : precision == TB_TF32
                   ? launch_layer_kernel<Kernels, Exchange, TB_TF32>(call, plan, stream)
                   : launch_layer_kernel<Kernels, Exchange, TB_BF16>(call, plan, stream);
}

// Enqueues a layer's steps. Kernels::kernel<precision, Exchange, registers>() is a kernel of one
// argument, a Call, which has a layout, the words of the exchange in the workspace, and a signal.
template <typename Kernels, typename Call>
tb_status launch_layer(const char *function, const Call &call, tb_precision precision,
        const tb_plan &plan, const LayerNeeds &needs, cudaStream_t stream) {
    if (plan.kernels == TB_GRID) {
        // So that no word of an earlier launch is taken for one that has come.
        const tb_status cleared = check_cuda(
                cudaMemsetAsync(call.words, 0, static_cast<size_t>(needs.workspace_bytes), stream),
                function, "clearing of the workspace");
        if (cleared != TB_OK) {
            return cleared;
        }
    }
    const cudaError_t result =
            plan.kernels == TB_GRID
                    ? launch_layer_kernel<Kernels, GridExchange>(precision, call, plan, stream)
                    : launch_layer_kernel<Kernels, ClusterExchange>(precision, call, plan, stream);
    return check_teams_launch(result, function, plan, call.layout.bytes);
}

}  // namespace timbrel
