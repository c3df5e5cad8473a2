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
// With layer norm the blocks tell each other, between the two, what their gradients come to, and
// put what goes on through it before the products.
//
// So the owners get sums of floats instead of all blocks all gradients. dc and the mask stay in
// shared memory, where only their own thread looks at them. What a slot gets does not depend on the
// other slots: all have the same sums, in the same order.
//
// A step's words are read before its barrier, and the next are sent behind it: as
// native/common/exchange.h asks.
#include "backward.h"

#include "backward_cells.h"
#include "backward_product.h"
#include "launch_layer.h"
#include "workspace.h"

namespace timbrel {
namespace {

template <tb_precision precision, typename Exchange, int registers, bool normed>
__global__ void __launch_bounds__(resident_threads, 1) backward_kernel(Backward b) {
    auto *const shared = reinterpret_cast<unsigned char *>(block_shared_floats());
    const BackwardLayout &layout = b.layout;
    Channels channels = {};
    const Channel partials =
            add_gradient_channel(channels, layout.blocks, layout.units, layout.slots);
    if constexpr (normed) {
        add_statistics_channel(channels, layout.blocks, layout.slots);
    }
    Exchange exchange(channels, layout.blocks, shared, b.words, b.signal);
    BackwardCells<precision, normed> cells(b, exchange.team(), exchange.rank(), shared);
    // Made anew at every step, so that nothing of it takes registers while products are made.
    const auto norm_of_step = [&] {
        const auto anew = [](int value) { return normed ? opaque(value) : value; };
        return TeamNorm(layout.norm, shared, anew(static_cast<int>(b.l.H)), anew(exchange.rank()),
                anew(layout.blocks), anew(layout.units), layout.slots);
    };
    constexpr int kept = groups_kept(std::is_same_v<Exchange, GridExchange>, registers);
    const BackwardProduct<precision, kept> product(
            layout, b.l.w_hh, static_cast<int>(b.l.H), exchange.rank(), shared);

    cells.begin();
    if constexpr (normed) {
        norm_of_step().begin(b.l.norm_hh);
    }
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
        const TeamNorm norm = norm_of_step();
        cells.step_back(t, step > 0 ? exchange.words(partials, step - 1) : nullptr, norm);
        if constexpr (normed) {
            const Channel statistics =
                    statistics_behind(partials, opaque(layout.blocks), layout.slots);
            exchange.expect(statistics, step);
            __syncthreads();
            norm.send_back(exchange, statistics, step);
            here = exchange.wait(statistics, step);
            if (!here) {
                break;
            }
            norm.agree_back(exchange.words(statistics, step));
            __syncthreads();
            cells.through_norm(t, norm);
        }
        if (step < steps_sent) {
            __syncthreads();
            product.multiply(cells.operand(), [&](int row, int slot, float sum) {
                const int owner = quotient(row, layout.by_units);
                const int unit = remainder(row, layout.by_units);
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

template <bool normed>
struct BackwardKernels {
    template <tb_precision precision, typename Exchange, int registers>
    static auto kernel() {
        return &backward_kernel<precision, Exchange, registers, normed>;
    }
};

LayerNeeds needs_of(tb_precision precision, const tb_plan &plan, bool norm) {
    return {plan.blocks * plan.units * plan.slots,
            plan.kernels == TB_GRID ? scattered_bytes(plan, norm) : 0,
            resident_backward_least_shared(precision, plan, norm)};
}

}  // namespace

bool is_resident_backward(const RecurrentBackward &layer, const tb_plan *plan) {
    return is_resident(plan) && layer.cell == TB_LSTM;
}

tb_status check_backward_plan(const char *function, const RecurrentBackward &layer,
        tb_precision precision, const tb_plan &plan) {
    const tb_status checked = check_layer_steps(function, layer.T);
    if (checked != TB_OK) {
        return checked;
    }
    const int64_t given = workspace_bytes(layer.N, layer.H);
    return check_layer_needs(function, plan, needs_of(precision, plan, layer.norm_hh != nullptr),
            given < most_scattered_bytes ? given : most_scattered_bytes);
}

tb_status resident_backward(const char *function, const RecurrentBackward &layer,
        tb_precision precision, const tb_plan &plan, int32_t *signal, void *workspace,
        cudaStream_t stream) {
    const bool norm = layer.norm_hh != nullptr;
    const BackwardLayout layout = backward_layout(precision, plan, plan.shared_bytes, norm);
    const Backward b = {layer, layout, static_cast<uint64_t *>(workspace), signal};
    const LayerNeeds needs = needs_of(precision, plan, norm);
    return norm ? launch_layer<BackwardKernels<true>>(function, b, precision, plan, needs, stream)
                : launch_layer<BackwardKernels<false>>(function, b, precision, plan, needs, stream);
}

}  // namespace timbrel
