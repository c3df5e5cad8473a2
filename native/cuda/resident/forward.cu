// SPDX-License-Identifier: Apache-2.0
// An LSTM layer forward over all its steps in one launch. The blocks of a team keep W_hh between
// them, each the rows of its units, and send each other m h, rounded, at every step:
//
//     wait for the step's words; every warp multiplies its part of k; barrier
//     a thread adds the warps' sums in order, applies the cell of a unit of a slot, sends its
//     word of the next step, stores what is to be stored
//
// With layer norm the blocks tell each other, between the two, what the sums of their rows come to.
//
// c, h and the mask stay in shared memory, where only their own thread looks at them in a step.
// What a slot gets does not depend on the other slots: all have the same products, in the same
// order.
#include "forward.h"

#include "forward_cells.h"
#include "forward_product.h"
#include "gemm.h"
#include "launch_layer.h"
#include "workspace.h"

namespace timbrel {
namespace {

template <tb_precision precision, typename Exchange, int registers, bool normed>
__global__ void __launch_bounds__(resident_threads, 1) forward_kernel(Forward f) {
    auto *const shared = reinterpret_cast<unsigned char *>(block_shared_floats());
    Channels channels = {};
    const Channel hidden = add_hidden_channel(channels, f.layout.chunks, f.layout.slots);
    if constexpr (normed) {
        add_statistics_channel(channels, f.layout.blocks, f.layout.slots);
    }
    Exchange exchange(channels, f.layout.blocks, shared, f.words, f.signal);
    ForwardCells<precision, normed> cells(f, exchange.team(), exchange.rank(), shared);
    // Made anew at every step, so that nothing of it takes registers while products are made.
    const auto norm_of_step = [&] {
        const auto anew = [](int value) { return normed ? opaque(value) : value; };
        return TeamNorm(f.layout.norm, shared, anew(static_cast<int>(f.l.H)), anew(exchange.rank()),
                anew(f.layout.blocks), anew(f.layout.units), f.layout.slots);
    };
    constexpr int kept = groups_kept(std::is_same_v<Exchange, GridExchange>, registers);
    const ForwardProduct<precision, kept> product(
            f.layout, f.l.w_hh, static_cast<int>(f.l.H), exchange.rank() * f.layout.units, shared);
    auto *const partials = reinterpret_cast<float *>(shared + f.layout.partials);
    const auto tiles_from = [&f](int tile) {
        const int left = f.layout.slot_tiles - tile;
        return left < f.layout.tiles_a_pass ? left : f.layout.tiles_a_pass;
    };

    cells.begin();
    if constexpr (normed) {
        norm_of_step().begin(f.l.norm_hh);
    }
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
        const TeamNorm norm = norm_of_step();
        const uint32_t *const operand = exchange.words(hidden, t);
        for (int tile = 0; tile < f.layout.slot_tiles; tile += f.layout.tiles_a_pass) {
            const int count = tiles_from(tile);
            if (tile > 0) {
                if constexpr (!normed) {
                    cells.ask(t, tile, count);
                }
                __syncthreads();  // the sums of the pass before have been read
            }
            product.multiply(operand, tile, count, partials);
            __syncthreads();
            if constexpr (normed) {
                cells.gather(norm, tile, count);
            } else {
                cells.finish(exchange, hidden, norm, t, tile, count);
            }
        }
        if constexpr (normed) {
            const Channel statistics =
                    statistics_behind(hidden, opaque(f.layout.blocks), f.layout.slots);
            exchange.expect(statistics, t);
            __syncthreads();
            norm.send(exchange, statistics, t);
            here = exchange.wait(statistics, t);
            if (!here) {
                break;
            }
            norm.agree(exchange.words(statistics, t));
            __syncthreads();
            for (int tile = 0; tile < f.layout.slot_tiles; tile += f.layout.tiles_a_pass) {
                if (tile > 0) {
                    cells.ask(t, tile, tiles_from(tile));
                }
                cells.finish(exchange, hidden, norm, t, tile, tiles_from(tile));
            }
            cells.store_deviations(norm, t);
        }
    }
    // Passes begin with thread 0 wherever they begin.
    __syncthreads();
    if (here) {
        cells.store_states();
    }
    exchange.leave();
}

template <bool normed>
struct ForwardKernels {
    template <tb_precision precision, typename Exchange, int registers>
    static auto kernel() {
        return &forward_kernel<precision, Exchange, registers, normed>;
    }
};

LayerNeeds needs_of(const ForwardLayout &layout, const tb_plan &plan, bool norm) {
    Channels channels = {};
    add_hidden_channel(channels, layout.chunks, layout.slots);
    if (norm) {
        add_statistics_channel(channels, layout.blocks, layout.slots);
    }
    return {channels.words,
            plan.kernels == TB_GRID
                    ? GridExchange::workspace_bytes(channels, layout.blocks, plan.teams)
                    : 0,
            layout.bytes};
}

}  // namespace

bool is_resident_forward(const RecurrentForward &layer, const tb_plan *plan) {
    return is_resident(plan) && layer.cell == TB_LSTM && layer.gates != nullptr;
}

tb_status check_forward_plan(const char *function, const RecurrentForward &layer,
        tb_precision precision, const tb_plan &plan) {
    const tb_status checked = check_layer_steps(function, layer.T);
    if (checked != TB_OK) {
        return checked;
    }
    const bool norm = layer.norm_hh != nullptr;
    const ForwardLayout layout = forward_layout(precision, plan, plan.shared_bytes, norm);
    return check_layer_needs(
            function, plan, needs_of(layout, plan, norm), workspace_bytes(layer.N, layer.H));
}

tb_status resident_forward(const char *function, const RecurrentForward &layer,
        tb_precision precision, const tb_plan &plan, int32_t *signal, void *workspace,
        cudaStream_t stream) {
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
    const bool norm = layer.norm_hh != nullptr;
    const ForwardLayout layout = forward_layout(precision, plan, plan.shared_bytes, norm);
    const Forward f = {layer, layout, static_cast<uint64_t *>(workspace), signal};
    const LayerNeeds needs = needs_of(layout, plan, norm);
    return norm ? launch_layer<ForwardKernels<true>>(function, f, precision, plan, needs, stream)
                : launch_layer<ForwardKernels<false>>(function, f, precision, plan, needs, stream);
}

}  // namespace timbrel
