// SPDX-License-Identifier: Apache-2.0
// Generation with weights that stay on the card: a team of blocks advances its slots by all steps
// of a call. Every step goes
//
//     x, what goes in         from the blocks that draw to all
//     h of layer 0, 1, ..     from each block, of its units, to all
//     the head's outputs      from each block, of its rows, to those that draw
//
// and what h adds to the next step's sums is made while others are waited for.
#pragma once

#include "generate_layers.h"
#include "generate_slots.h"

namespace timbrel {

// False: given up, here and in what follows.
template <typename Exchange>
__device__ __forceinline__ bool receive(Exchange &exchange, const Channel &channel, int step) {
    exchange.expect(channel, step);
    return exchange.template wait<generation_pairs>(channel, step);
}

// What all blocks need of h as the call begins. Words of h have numbers one higher than steps.
template <typename Exchange, typename Layers>
__device__ __forceinline__ bool begin_layers(
        const ResidentGeneration &g, Exchange &exchange, Layers &layers) {
    for (int layer = 0; layer < g.layout.layers; ++layer) {
        layers.send_first(layer);
    }
    for (int layer = 0; layer < g.layout.layers; ++layer) {
        if (!receive(exchange, nth_channel(g.channels.h, layer), 0)) {
            return false;
        }
        if (layer + 1 < g.layout.layers) {
            layers.sum_ahead(layer, 0);
        }
    }
    return true;
}

template <typename Exchange, typename Layers>
__device__ __forceinline__ bool advance_layers(
        const ResidentGeneration &g, Exchange &exchange, Layers &layers, int step) {
    if (!receive(exchange, g.channels.x, step)) {
        return false;
    }
    for (int layer = 0; layer < g.layout.layers; ++layer) {
        layers.advance(layer, step);
        if (layer > 0) {
            layers.sum_ahead(layer - 1, step + 1);
        }
        if (!receive(exchange, nth_channel(g.channels.h, layer), step + 1)) {
            return false;
        }
    }
    if (g.call.forced == nullptr) {
        layers.send_outputs(step);
    }
    return true;
}

// Step -1 is what comes before the first.
template <typename Exchange, typename Layers, typename Slots>
__device__ __forceinline__ bool advance_all(
        const ResidentGeneration &g, Exchange &exchange, Layers &layers, Slots &slots) {
    const int steps = static_cast<int>(g.call.steps);
    for (int step = -1; step < steps; ++step) {
        if (step < 0 ? !begin_layers(g, exchange, layers)
                     : !advance_layers(g, exchange, layers, step)) {
            return false;
        }
        if (step + 1 < steps) {
            layers.sum_last_ahead(step + 1);
        }
        if (!slots.advance(step)) {
            return false;
        }
    }
    return true;
}

template <typename Exchange, tb_precision precision, int registers>
__global__ void __launch_bounds__(resident_threads, 1)
        resident_generation_kernel(const __grid_constant__ ResidentGeneration g) {
    Exchange exchange(
            g.channels.all, g.layout.blocks, block_shared_floats(), g.workspace, g.signal);
    GenerationLayers<Exchange, precision, registers> layers(g, exchange);
    GenerationSlots<Exchange, precision> slots(g, exchange);
    layers.load();
    slots.load();
    exchange.begin();
    if (advance_all(g, exchange, layers, slots)) {
        layers.store();
        slots.store();
    }
    exchange.leave();
}

// The kernel of a precision. kept: groups that it has in registers where weights are kept there.
template <typename Exchange, int kept>
auto resident_generation(tb_precision precision, bool keeps) {
    return precision == TB_FP32   ? &resident_generation_kernel<Exchange, TB_FP32, 0>
           : precision == TB_TF32 ? keeps ? &resident_generation_kernel<Exchange, TB_TF32, kept>
                                          : &resident_generation_kernel<Exchange, TB_TF32, 0>
           : keeps                ? &resident_generation_kernel<Exchange, TB_BF16, kept>
                                  : &resident_generation_kernel<Exchange, TB_BF16, 0>;
}

}  // namespace timbrel
