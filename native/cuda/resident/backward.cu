// SPDX-License-Identifier: Apache-2.0
// The way back through an LSTM layer over all its steps in one launch. The blocks of a team keep
// W_hh between them, each the rows of its units' gates. From the last step to the first:
//
//     wait for the step behind's words; a thread adds what the blocks have sent for a unit of a
//     slot, in the order of blocks, takes the sum through the cell, stores the gates' gradients,
//     and puts them, rounded, before the products; barrier
//     every warp multiplies them with its rows of W_hh transposed, and sends each sum, which is a
//     part of the gradient of some unit's h, to the unit's owner
//
// So the owners get sums of floats instead of all blocks all gradients. dc and the mask stay in
// shared memory, where only their own thread looks at them. What a slot gets does not depend on the
// other slots: all have the same sums, in the same order.
//
// A step's words are read before its barrier, and the next are sent behind it: as
// native/common/exchange.h asks.
#include "backward.h"

#include <cinttypes>
#include <climits>
#include <type_traits>

#include "backward_cells.h"
#include "backward_product.h"
#include "exchange.h"
#include "plan.h"

namespace timbrel {
namespace {

template <tb_precision precision, typename Exchange, int registers>
__global__ void __launch_bounds__(resident_threads, 1) backward_kernel(Backward b) {
    auto *const shared = reinterpret_cast<unsigned char *>(block_shared_floats());
    const BackwardLayout &layout = b.layout;
    Channels channels = {};
    const Channel partials =
            add_gradient_channel(channels, layout.blocks, layout.units, layout.slots);
    Exchange exchange(channels, layout.blocks, shared, b.words, b.signal);
    BackwardCells<precision> cells(b, exchange.team(), exchange.rank(), shared);
    const BackwardMatrix matrix = {
            b.l.w_hh, static_cast<int>(b.l.H), exchange.rank() * layout.units};
    const BackwardProduct<precision, registers> product(layout, matrix, exchange.rank(), shared);

    cells.begin();
    exchange.begin();
    const int T = static_cast<int>(b.l.T);
    // Behind the last step back there is only h0.
    const int steps_sent = b.l.dh0 != nullptr ? T : T - 1;
    bool here = true;
    for (int step = 0; step < T; ++step) {
        const int t = T - 1 - step;
        // What does not depend on the words is on its way while they are.
        cells.ask(t);
        if (step > 0) {
            here = exchange.wait(partials, step - 1);
            if (!here) {
                break;
            }
        }
        if (step < steps_sent) {
            exchange.expect(partials, step);
        }
        cells.step_back(t, step > 0 ? exchange.words(partials, step - 1) : nullptr);
        if (step < steps_sent) {
            __syncthreads();
            product.multiply(cells.operand(), [&](int row, int slot, float sum) {
                const int owner = row / layout.units, unit = row % layout.units;
                const int word = (exchange.rank() * layout.slots + slot) * layout.units + unit;
                exchange.send(
                        owner, partials, step, word, static_cast<uint32_t>(bits_of_float(sum)));
            });
        }
    }
    if (here && steps_sent == T && T > 0) {
        here = exchange.wait(partials, T - 1);
    }
    if (here) {
        cells.store_states(T > 0 ? exchange.words(partials, T - 1) : nullptr);
    }
    exchange.leave();
}

template <typename Exchange>
cudaError_t launch_teams(
        void (*kernel)(Backward), const Backward &b, const tb_plan &plan, cudaStream_t stream) {
    const dim3 grid(static_cast<unsigned>(plan.teams * plan.blocks));
    const dim3 block(resident_threads);
    const auto bytes = static_cast<size_t>(b.layout.bytes);
    if constexpr (std::is_same_v<Exchange, ClusterExchange>) {
        return launch_clusters(
                kernel, grid, block, static_cast<unsigned>(plan.blocks), bytes, stream, b);
    } else {
        return launch_resident(kernel, grid, block, bytes, stream, b);
    }
}

template <tb_precision precision, typename Exchange>
cudaError_t launch_kernel(const Backward &b, const tb_plan &plan, cudaStream_t stream) {
    return launch_teams<Exchange>(plan.registers == 0    ? backward_kernel<precision, Exchange, 0>
                                  : plan.registers == 16 ? backward_kernel<precision, Exchange, 16>
                                                         : backward_kernel<precision, Exchange, 32>,
            b, plan, stream);
}

template <typename Exchange>
cudaError_t launch_kernel(
        tb_precision precision, const Backward &b, const tb_plan &plan, cudaStream_t stream) {
    return precision == TB_FP32   ? launch_kernel<TB_FP32, Exchange>(b, plan, stream)
           : precision == TB_TF32 ? launch_kernel<TB_TF32, Exchange>(b, plan, stream)
                                  : launch_kernel<TB_BF16, Exchange>(b, plan, stream);
}

struct Limited {
    const char *name;
    int64_t value, limit;
};

}  // namespace

bool is_resident_backward(const RecurrentBackward &layer, const tb_plan *plan) {
    return is_resident(plan) && layer.cell == TB_LSTM && layer.norm_hh == nullptr;
}

tb_status check_backward_plan(const char *function, const RecurrentBackward &layer,
        tb_precision precision, const tb_plan &plan) {
    const bool clusters = plan.kernels == TB_CLUSTERS;
    const Limited limits[] = {
            {"blocks", plan.blocks, clusters ? most_blocks_of_cluster : most_blocks_of_team},
            {"units", plan.units, most_units_of_block}, {"slots", plan.slots, most_slots_of_team},
            {"teams", plan.teams, INT_MAX / most_blocks_of_team}, {"T", layer.T, INT_MAX - 1}};
    for (const Limited &limit : limits) {
        if (limit.value > limit.limit) {
            return fail(TB_INVALID_ARGUMENT,
                    "%s: with this plan, %s is %" PRId64 ", but must be at most %" PRId64, function,
                    limit.name, limit.value, limit.limit);
        }
    }
    const int64_t words = plan.blocks * plan.units * plan.slots;
    if (words > most_channel_words) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: a block of the plan gets %" PRId64
                " words at a step, but at most %d can be counted",
                function, words, most_channel_words);
    }
    const int64_t scattered = clusters ? 0 : scattered_bytes(plan);
    const int64_t given = workspace_bytes(layer.N, layer.H);
    if (scattered > most_scattered_bytes || scattered > given) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan's %" PRId64 " teams of %" PRId64 " blocks, %" PRId64
                " units and %" PRId64 " slots need %" PRId64
                " bytes of workspace, but there are %" PRId64,
                function, plan.teams, plan.blocks, plan.blocks * plan.units, plan.slots, scattered,
                given < most_scattered_bytes ? given : most_scattered_bytes);
    }
    const int64_t least = resident_backward_least_shared(precision, plan);
    return plan.shared_bytes >= least
                   ? TB_OK
                   : fail(TB_INVALID_ARGUMENT,
                             "%s: the plan's shared_bytes are %" PRId64
                             ", but a block needs at least %" PRId64,
                             function, plan.shared_bytes, least);
}

tb_status resident_backward(const char *function, const RecurrentBackward &layer,
        tb_precision precision, const tb_plan &plan, int32_t *signal, void *workspace,
        cudaStream_t stream) {
    const BackwardLayout layout = backward_layout(precision, plan, plan.shared_bytes);
    const Backward b = {layer, layout, static_cast<uint64_t *>(workspace), signal};
    if (plan.kernels == TB_GRID) {
        // So that no word of an earlier launch is taken for one that has come.
        const tb_status cleared = check_cuda(
                cudaMemsetAsync(
                        workspace, 0, static_cast<size_t>(scattered_bytes(plan)), stream),
                function, "clearing of the workspace");
        if (cleared != TB_OK) {
            return cleared;
        }
    }
    const cudaError_t result = plan.kernels == TB_GRID
                                       ? launch_kernel<GridExchange>(precision, b, plan, stream)
                                       : launch_kernel<ClusterExchange>(precision, b, plan, stream);
    if (result == cudaErrorInvalidValue || result == cudaErrorInvalidConfiguration ||
            result == cudaErrorInvalidClusterSize || result == cudaErrorCooperativeLaunchTooLarge) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan's %" PRId64 " teams of %" PRId64 " blocks with %" PRId64
                " bytes of shared memory do not fit this card: %s",
                function, plan.teams, plan.blocks, layout.bytes, cudaGetErrorString(result));
    }
    return check_cuda(result, function, "launch of the resident kernel");
}

}  // namespace timbrel
