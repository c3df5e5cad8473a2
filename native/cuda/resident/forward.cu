// SPDX-License-Identifier: Apache-2.0
// An LSTM layer forward over all its steps in one launch. The blocks of a team keep W_hh between
// them, each the rows of its units, and send each other m h, rounded, at every step:
//
//     wait for the step's words; every warp multiplies its part of k; barrier
//     a thread adds the 8 warps' sums in order, applies the cell of a unit of a slot, sends its
//     word of the next step, stores what is to be stored
//
// c, h and the mask stay in shared memory, where only their own thread looks at them in a step.
// What a slot gets does not depend on the other slots: all have the same products, in the same
// order.
#include "forward.h"

#include <cinttypes>
#include <climits>
#include <type_traits>

#include "forward_cells.h"
#include "forward_product.h"
#include "gemm.h"
#include "plan.h"
#include "workspace.h"

namespace timbrel {
namespace {

template <tb_precision precision, typename Exchange, int registers>
__global__ void __launch_bounds__(resident_threads, 1) forward_kernel(Forward f) {
    auto *const shared = reinterpret_cast<unsigned char *>(block_shared_floats());
    Channels channels = {};
    const Channel hidden = add_hidden_channel(channels, f.layout.chunks, f.layout.slots);
    Exchange exchange(channels, f.layout.blocks, shared, f.words, f.signal);
    ForwardCells<precision> cells(f, exchange.team(), exchange.rank(), shared);
    const ForwardMatrix matrix = {
            f.l.w_hh, static_cast<int>(f.l.H), exchange.rank() * f.layout.units, f.layout.units};
    const ForwardProduct<precision, registers> product(f.layout, matrix, shared);
    auto *const partials = reinterpret_cast<float *>(shared + f.layout.partials);
    const auto tiles_from = [&f](int tile) {
        const int left = f.layout.slot_tiles - tile;
        return left < f.layout.tiles_a_pass ? left : f.layout.tiles_a_pass;
    };

    cells.begin();
    exchange.begin();
    const int T = static_cast<int>(f.l.T);
    if (T > 0) {
        exchange.expect(hidden, 0);
        cells.send_states(exchange, hidden);
    }
    bool here = true;
    for (int t = 0; t < T; ++t) {
        // What does not depend on the words is on its way while they are.
        cells.ask(t, 0, tiles_from(0));
        here = exchange.wait(hidden, t);
        if (!here) {
            break;
        }
        if (t + 1 < T) {
            exchange.expect(hidden, t + 1);
        }
        const uint32_t *const operand = exchange.words(hidden, t);
        for (int tile = 0; tile < f.layout.slot_tiles; tile += f.layout.tiles_a_pass) {
            const int count = tiles_from(tile);
            if (tile > 0) {
                cells.ask(t, tile, count);
                __syncthreads();  // the sums of the pass before have been read
            }
            product.multiply(operand, tile, count, partials);
            __syncthreads();
            cells.finish(exchange, hidden, t, tile, count);
        }
    }
    // Passes begin with thread 0 wherever they begin.
    __syncthreads();
    if (here) {
        cells.store_states();
    }
    exchange.leave();
}

template <typename Exchange>
cudaError_t launch_teams(
        void (*kernel)(Forward), const Forward &f, const tb_plan &plan, cudaStream_t stream) {
    const dim3 grid(static_cast<unsigned>(plan.teams * plan.blocks));
    const dim3 block(resident_threads);
    const auto bytes = static_cast<size_t>(f.layout.bytes);
    if constexpr (std::is_same_v<Exchange, ClusterExchange>) {
        return launch_clusters(
                kernel, grid, block, static_cast<unsigned>(plan.blocks), bytes, stream, f);
    } else {
        return launch_resident(kernel, grid, block, bytes, stream, f);
    }
}

template <tb_precision precision, typename Exchange>
cudaError_t launch_kernel(const Forward &f, const tb_plan &plan, cudaStream_t stream) {
    return launch_teams<Exchange>(plan.registers == 0    ? forward_kernel<precision, Exchange, 0>
                                  : plan.registers == 16 ? forward_kernel<precision, Exchange, 16>
                                                         : forward_kernel<precision, Exchange, 32>,
            f, plan, stream);
}

template <typename Exchange>
cudaError_t launch_kernel(
        tb_precision precision, const Forward &f, const tb_plan &plan, cudaStream_t stream) {
    return precision == TB_FP32   ? launch_kernel<TB_FP32, Exchange>(f, plan, stream)
           : precision == TB_TF32 ? launch_kernel<TB_TF32, Exchange>(f, plan, stream)
                                  : launch_kernel<TB_BF16, Exchange>(f, plan, stream);
}

struct Limited {
    const char *name;
    int64_t value, limit;
};

Channels channels_of(const ForwardLayout &layout) {
    Channels channels = {};
    add_hidden_channel(channels, layout.chunks, layout.slots);
    return channels;
}

}  // namespace

bool is_resident_forward(const RecurrentForward &layer, const tb_plan *plan) {
    return is_resident(plan) && layer.cell == TB_LSTM && layer.norm_hh == nullptr &&
           layer.gates != nullptr;
}

tb_status check_forward_plan(const char *function, const RecurrentForward &layer,
        tb_precision precision, const tb_plan &plan) {
    const bool clusters = plan.kernels == TB_CLUSTERS;
    const Limited sizes[] = {
            {"blocks", plan.blocks, clusters ? most_blocks_of_cluster : most_blocks_of_team},
            {"teams", plan.teams, INT_MAX / most_blocks_of_team}, {"T", layer.T, INT_MAX - 1}};
    for (const Limited &size : sizes) {
        if (size.value > size.limit) {
            return fail(TB_INVALID_ARGUMENT,
                    "%s: with this plan, %s is %" PRId64 ", but must be at most %" PRId64, function,
                    size.name, size.value, size.limit);
        }
    }
    const ForwardLayout layout = forward_layout(precision, plan, plan.shared_bytes);
    if (layout.bytes > plan.shared_bytes) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan's shared_bytes are %" PRId64 ", but a block needs at least %" PRId64,
                function, plan.shared_bytes, layout.bytes);
    }
    const Channels channels = channels_of(layout);
    if (channels.words > most_channel_words) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan's teams send %d words at a step, but at most %d can be counted",
                function, channels.words, most_channel_words);
    }
    const int64_t words =
            clusters ? 0 : GridExchange::workspace_bytes(channels, layout.blocks, plan.teams);
    if (words > workspace_bytes(layer.N, layer.H)) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: the plan's %" PRId64 " teams of %" PRId64 " units and %" PRId64
                " slots need %" PRId64 " bytes of workspace, but there are %" PRId64,
                function, plan.teams, plan.blocks * plan.units, plan.slots, words,
                workspace_bytes(layer.N, layer.H));
    }
    return TB_OK;
}

tb_status resident_forward(const char *function, const RecurrentForward &layer,
        tb_precision precision, const tb_plan &plan, int32_t *signal, void *workspace,
        cudaStream_t stream) {
    const ForwardLayout layout = forward_layout(precision, plan, plan.shared_bytes);
    const Channels channels = channels_of(layout);
    const Forward f = {layer, layout, static_cast<uint64_t *>(workspace), signal};
    if (layer.x != nullptr && layer.T > 0) {
        const tb_status made = check_cuda(
                multiply({precision, false, true, false, layer.T * layer.N, lstm_gates * layer.H,
                                 layer.I, layer.x, layer.w_ih, layer.gates},
                        stream),
                function, "launch of the input's product");
        if (made != TB_OK) {
            return made;
        }
    }
    if (plan.kernels == TB_GRID) {
        // So that no word of an earlier launch is taken for one that has come.
        const int64_t bytes = GridExchange::workspace_bytes(channels, layout.blocks, plan.teams);
        const tb_status cleared =
                check_cuda(cudaMemsetAsync(workspace, 0, static_cast<size_t>(bytes), stream),
                        function, "clearing of the workspace");
        if (cleared != TB_OK) {
            return cleared;
        }
    }
    const cudaError_t result = plan.kernels == TB_GRID
                                       ? launch_kernel<GridExchange>(precision, f, plan, stream)
                                       : launch_kernel<ClusterExchange>(precision, f, plan, stream);
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
