// SPDX-License-Identifier: Apache-2.0
// A toy network of hashes in place of layers, whose channels are those of generation and whose
// copies are read as late as the rule of exchange.h allows: on the device, and on the host.
#pragma once

#include <cstdint>
#include <vector>

#include "resident/exchange.h"

namespace timbrel::test {

constexpr int slots = 8, outputs_per_block = 3;

struct Toy {
    int blocks, units, steps;
    int silent_block, silent_step;  // of the grid: it sends no h there; -1: none
};

__host__ __device__ inline uint32_t mixed(uint32_t a, uint32_t b) {
    uint32_t z = (a ^ b * 0x9e3779b9u) + 0x7f4a7c15u;
    z = (z ^ z >> 16) * 0x85ebca6bu;
    z = (z ^ z >> 13) * 0xc2b2ae35u;
    return z ^ z >> 16;
}

__host__ __device__ inline uint32_t mixed_all(uint32_t seed, const uint32_t *words, int count) {
    for (int k = 0; k < count; ++k) {
        seed = mixed(seed, words[k]);
    }
    return seed;
}

__host__ __device__ inline uint32_t first_input(int team, int slot) {
    return mixed(static_cast<uint32_t>(team), static_cast<uint32_t>(slot));
}

__host__ __device__ inline int own_slots(int rank, int blocks) {
    return (slots - rank + blocks - 1) / blocks;
}

struct ToyChannels {
    Channels all;
    Channel x, h, outputs;
};

__host__ __device__ inline ToyChannels toy_channels(const Toy &toy, int rank) {
    const int H = toy.blocks * toy.units, rows = toy.blocks * outputs_per_block;
    ToyChannels made = {};
    made.x = add_channel(made.all, slots, slots, true);
    made.h = add_channel(made.all, H, H, true, 2);
    made.outputs = add_channel(
            made.all, own_slots(0, toy.blocks) * rows, own_slots(rank, toy.blocks) * rows, false);
    return made;
}

// One step's words of a team as a block sees them.
template <typename Exchange>
struct ToyStep {
    const Exchange &exchange;
    const ToyChannels &channels;
    int H;

    // What is before step 0 is one word, 0.
    __device__ uint32_t mix(uint32_t seed, const Channel &channel, int count, int step) const {
        return step < 0 ? mixed(seed, 0) : mixed_all(seed, exchange.words(channel, step), count);
    }
    __device__ uint32_t mix_x(uint32_t seed, int step) const {
        return mix(seed, channels.x, slots, step);
    }
    __device__ uint32_t mix_h(uint32_t seed, int layer, int step) const {
        return mix(seed, nth_channel(channels.h, layer), H, step);
    }
    __device__ uint32_t mix_outputs(uint32_t seed, int own, int rows, int step) const {
        return step < 0
                       ? mixed(seed, 0)
                       : mixed_all(seed, exchange.words(channels.outputs, step) + own * rows, rows);
    }
};

// out: [teams][steps][slots]
template <typename Exchange>
__global__ void __launch_bounds__(256, 1)
        toy_kernel(Toy toy, uint64_t *workspace, int32_t *signal, uint32_t *out) {
    const int rank = static_cast<int>(blockIdx.x) % toy.blocks;
    const ToyChannels channels = toy_channels(toy, rank);
    Exchange exchange(channels.all, toy.blocks, block_shared_floats(), workspace, signal);
    const int H = toy.blocks * toy.units, rows = toy.blocks * outputs_per_block;
    const int mine = own_slots(rank, toy.blocks), t = static_cast<int>(threadIdx.x);
    const ToyStep<Exchange> at = {exchange, channels, H};
    const Channel h0 = channels.h, h1 = nth_channel(channels.h, 1);
    uint32_t word = 0;
    exchange.begin();
    if (t < mine) {
        const int slot = rank + t * toy.blocks;
        exchange.send_all(channels.x, 0, slot, first_input(exchange.team(), slot));
    }
    for (int step = 0; step < toy.steps; ++step) {
        const bool speaks =
                static_cast<int>(blockIdx.x) != toy.silent_block || step != toy.silent_step;
        exchange.expect(channels.x, step);
        exchange.expect(h0, step);
        exchange.expect(h1, step);
        exchange.expect(channels.outputs, step);
        if (!exchange.wait(channels.x, step)) {
            break;
        }
        if (t < toy.units) {
            word = at.mix_h(
                    at.mix_x(static_cast<uint32_t>(rank * toy.units + t), step), 0, step - 1);
            word = at.mix_h(word, 1, step - 2);
        }
        __syncthreads();
        if (t < toy.units && speaks) {
            exchange.send_all(h0, step, rank * toy.units + t, word);
        }
        if (!exchange.wait(h0, step)) {
            break;
        }
        if (t < toy.units) {
            word = at.mix_h(at.mix_h(word, 0, step), 1, step - 1);
            word = at.mix_h(at.mix_x(word, step - 1), 0, step - 1);
        }
        __syncthreads();
        if (t < toy.units && speaks) {
            exchange.send_all(h1, step, rank * toy.units + t, word);
        }
        if (!exchange.wait(h1, step)) {
            break;
        }
        for (int k = t; k < slots * outputs_per_block; k += static_cast<int>(blockDim.x)) {
            const int slot = k / outputs_per_block,
                      row = rank * outputs_per_block + k % outputs_per_block;
            exchange.send(slot % toy.blocks, channels.outputs, step, slot / toy.blocks * rows + row,
                    at.mix_h(static_cast<uint32_t>(slot * rows + row), 1, step));
        }
        if (!exchange.wait(channels.outputs, step)) {
            break;
        }
        if (t < mine) {
            const int slot = rank + t * toy.blocks;
            const uint32_t drawn =
                    at.mix_outputs(at.mix_outputs(0, t, rows, step), t, rows, step - 1);
            out[(exchange.team() * toy.steps + step) * slots + slot] = drawn;
            if (step + 1 < toy.steps) {
                exchange.send_all(channels.x, step + 1, slot, drawn);
            }
        }
    }
    exchange.leave();
}

// The same on the host, for one team: out [steps][slots].
inline std::vector<uint32_t> toy_on_host(const Toy &toy, int team) {
    using Words = std::vector<uint32_t>;
    const int H = toy.blocks * toy.units, rows = toy.blocks * outputs_per_block;
    const auto mix = [](uint32_t seed, const Words &words) {
        return mixed_all(seed, words.data(), static_cast<int>(words.size()));
    };
    Words out, x(slots), x_before(1), h0_before(1), h1_before(1), h1_before_that(1);
    std::vector<Words> outputs_before(slots, Words(1));
    for (int slot = 0; slot < slots; ++slot) {
        x[slot] = first_input(team, slot);
    }
    for (int step = 0; step < toy.steps; ++step) {
        Words h0(H), h1(H);
        for (int k = 0; k < H; ++k) {
            const uint32_t word = mix(mix(static_cast<uint32_t>(k), x), h0_before);
            h0[k] = mix(word, h1_before_that);
        }
        for (int k = 0; k < H; ++k) {
            h1[k] = mix(mix(mix(mix(h0[k], h0), h1_before), x_before), h0_before);
        }
        x_before = x;
        for (int slot = 0; slot < slots; ++slot) {
            Words outputs(rows);
            for (int row = 0; row < rows; ++row) {
                outputs[row] = mix(static_cast<uint32_t>(slot * rows + row), h1);
            }
            x[slot] = mix(mix(0, outputs), outputs_before[slot]);
            outputs_before[slot] = outputs;
        }
        out.insert(out.end(), x.begin(), x.end());
        h0_before = h0;
        h1_before_that = h1_before;
        h1_before = h1;
    }
    return out;
}

}  // namespace timbrel::test
