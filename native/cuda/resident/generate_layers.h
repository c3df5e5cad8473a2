// SPDX-License-Identifier: Apache-2.0
// The layers of a team that generates, by one of its blocks: sums of its units' rows, their cells,
// and what becomes h for all.
#pragma once

#include "cell.h"
#include "generate_block.h"
#include "generate_draw.h"
#include "generate_product.h"

namespace timbrel {

template <typename Exchange, tb_precision precision, int registers>
class GenerationLayers {
public:
    __device__ __forceinline__ GenerationLayers(const ResidentGeneration &g, Exchange &exchange)
        : g_(g), l_(g.layout), exchange_(exchange) {}

    // Weights, biases and states. Ends without a barrier.
    __device__ __forceinline__ void load() {
        for (int layer = 0; layer < l_.layers; ++layer) {
            share_weights(weights(), l_.of_input[layer]);
            share_weights(weights(), l_.of_hidden[layer]);
        }
        share_weights(weights(), l_.of_head);
        WarpProduct<precision>(l_.of_hidden[l_.layers - 1], nullptr, nullptr)
                .template keep<registers>(weights(), kept_);
        const float *const biases =
                packed_block(g_, exchange_.rank()) + l_.fragment_count * 4 * fragment_lanes;
        for (int e = thread_of_block(); e < l_.layers * l_.rows + l_.head_rows;
                e += resident_threads) {
            shared_at(l_.biases)[e] = biases[e];
        }
        for_all_units([this](int place, int64_t at) {
            shared_at(l_.h)[place] = at >= 0 ? g_.call.h[at] : 0.0f;
            shared_at(l_.cells)[place] = at >= 0 ? g_.call.c[at] : 0.0f;
        });
    }

    // The states of slots that are active.
    __device__ __forceinline__ void store() {
        for_all_units([this](int place, int64_t at) {
            if (at >= 0 && is_active(g_.call, at / l_.hidden % g_.call.N)) {
                g_.call.h[at] = shared_at(l_.h)[place];
                g_.call.c[at] = shared_at(l_.cells)[place];
            }
        });
    }

    // h as load() found it, as the words of step 0.
    __device__ __forceinline__ void send_first(int layer) {
        for (int tile = 0; tile < l_.slot_tiles; ++tile) {
            for (int e = thread_of_block(); e < l_.units * fragment_slots; e += resident_threads) {
                send_unit(layer, tile, 0, e, shared_at(l_.h)[first_unit(layer, tile) + e]);
            }
        }
    }

    // What h of a layer adds to the sums of its next step, from the words of a step of the
    // exchange: of a layer below the last, and of the last. Begins behind a barrier and ends with
    // one.
    __device__ __forceinline__ void sum_ahead(int layer, int step) {
        for (int tile = 0; tile < l_.slot_tiles; ++tile) {
            multiply<precision>(l_.of_hidden[layer], weights(), h_words(layer, step, tile),
                    shared_at(l_.partials));
            add_ahead(layer, tile);
        }
    }
    __device__ __forceinline__ void sum_last_ahead(int step) {
        const int layer = l_.layers - 1;
        if (registers == 0) {
            sum_ahead(layer, step);
            return;
        }
        const ResidentProduct &p = l_.of_hidden[layer];
        for (int tile = 0; tile < l_.slot_tiles; ++tile) {
            if (warp_of_thread() < p.warps) {
                WarpProduct<precision> product(
                        p, h_words(layer, step, tile), shared_at(l_.partials));
                product.template add_kept<registers>(kept_);
                product.add_others(weights());
            }
            add_ahead(layer, tile);
        }
    }

    // A step of a layer: from its input's words to those of h. Begins behind a barrier; ends with
    // one where partials are used again before the next wait.
    __device__ __forceinline__ void advance(int layer, int step) {
        const ResidentProduct &p = l_.of_input[layer];
        for (int tile = 0; tile < l_.slot_tiles; ++tile) {
            const uint32_t *const operand = layer == 0
                                                    ? exchange_.words(g_.channels.x, step) +
                                                              tile * l_.input_chunks * operand_words
                                                    : h_words(layer - 1, step + 1, tile);
            multiply<precision>(p, weights(), operand, shared_at(l_.partials));
            __syncthreads();
            for (int e = thread_of_block(); e < l_.units * fragment_slots; e += resident_threads) {
                advance_unit(layer, tile, step, e);
            }
            if (layer > 0 || tile + 1 < l_.slot_tiles) {
                __syncthreads();
            }
        }
    }

    // The head's outputs go to the blocks that draw. Begins behind a barrier and ends with one.
    __device__ __forceinline__ void send_outputs(int step) {
        const float *const biases = shared_at(l_.biases) + l_.layers * l_.rows;
        for (int tile = 0; tile < l_.slot_tiles; ++tile) {
            multiply<precision>(l_.of_head, weights(), h_words(l_.layers - 1, step + 1, tile),
                    shared_at(l_.partials));
            __syncthreads();
            for (int e = thread_of_block(); e < l_.head_rows * fragment_slots;
                    e += resident_threads) {
                const int row = e / fragment_slots;
                const int slot = tile * fragment_slots + e % fragment_slots;
                const int output = exchange_.rank() * l_.head_rows + row;
                if (output < l_.outputs) {
                    const float sum =
                            sum_of_warps(l_.of_head, shared_at(l_.partials), e, biases[row]);
                    exchange_.send(slot % l_.blocks, g_.channels.outputs, step,
                            slot / l_.blocks * l_.outputs + output,
                            static_cast<uint32_t>(bits_of_float(sum)));
                }
            }
            __syncthreads();
        }
    }

private:
    using Layout = FragmentLayout<precision>;

    __device__ __forceinline__ BlockWeights weights() const {
        return {reinterpret_cast<const uint4 *>(packed_block(g_, exchange_.rank())),
                shared_at<uint4>(l_.weights)};
    }
    __device__ __forceinline__ const uint32_t *h_words(int layer, int step, int tile) const {
        return exchange_.words(nth_channel(g_.channels.h, layer), step) +
               tile * l_.hidden_chunks * operand_words;
    }
    __device__ __forceinline__ int first_unit(int layer, int tile) const {
        return (layer * l_.slot_tiles + tile) * l_.units * fragment_slots;
    }
    __device__ __forceinline__ float *ahead_of(int layer, int tile) const {
        return shared_at(l_.ahead) + (layer * l_.slot_tiles + tile) * l_.rows * fragment_slots;
    }

    // Behind the product; begins and ends with a barrier.
    __device__ __forceinline__ void add_ahead(int layer, int tile) {
        __syncthreads();
        float *const ahead = ahead_of(layer, tile);
        for (int e = thread_of_block(); e < l_.rows * fragment_slots; e += resident_threads) {
            ahead[e] = sum_of_warps(l_.of_hidden[layer], shared_at(l_.partials), e, 0);
        }
        __syncthreads();
    }

    // use(place among the block's, place in h [L,N,H] or -1: there is no such unit or slot)
    template <typename Use>
    __device__ __forceinline__ void for_all_units(Use use) const {
        const int of_layer = l_.slots * l_.units;
        for (int e = thread_of_block(); e < l_.layers * of_layer; e += resident_threads) {
            const int layer = e / of_layer, tile = e % of_layer / (l_.units * fragment_slots);
            const int unit = exchange_.rank() * l_.units + e / fragment_slots % l_.units;
            const int64_t n =
                    slot_of_call(l_, exchange_.team(), tile * fragment_slots + e % fragment_slots);
            const bool exists = unit < l_.hidden && n < g_.call.N;
            use(e, exists ? (layer * g_.call.N + n) * l_.hidden + unit : -1);
        }
    }

    // e: unit * 8 + slot of the tile.
    __device__ __forceinline__ void advance_unit(int layer, int tile, int step, int e) {
        const float *const ahead = ahead_of(layer, tile);
        const float *const biases = shared_at(l_.biases) + layer * l_.rows;
        const int unit = e / fragment_slots;
        float sums[lstm_gates];
#pragma unroll
        for (int gate = 0; gate < lstm_gates; ++gate) {
            const int place = gate * l_.units * fragment_slots + e;
            sums[gate] = sum_of_warps(l_.of_input[layer], shared_at(l_.partials), place,
                    ahead[place] + biases[gate * l_.units + unit]);
        }
        float *const h = shared_at(l_.h) + first_unit(layer, tile) + e;
        float *const c = shared_at(l_.cells) + first_unit(layer, tile) + e;
        const LstmCell after = lstm_cell<DeviceFunctions>({sums[0], sums[1], sums[2], sums[3]}, *c);
        const uint32_t *const moves = exchange_.words(g_.channels.x, step) +
                                      l_.slot_tiles * l_.input_chunks * operand_words;
        float value = *h;
        // What is no unit stays 0.
        if (moves[tile * fragment_slots + e % fragment_slots] != 0 &&
                exchange_.rank() * l_.units + unit < l_.hidden) {
            *c = after.c;
            *h = value = after.h;
        }
        send_unit(layer, tile, step + 1, e, value);
    }

    // By whole warps: of bf16 a word has two neighbouring units, which are 8 lanes apart.
    __device__ __forceinline__ void send_unit(int layer, int tile, int step, int e, float value) {
        const int unit = exchange_.rank() * l_.units + e / fragment_slots;
        const int slot = tile * fragment_slots + e % fragment_slots;
        const Channel channel = nth_channel(g_.channels.h, layer);
        if constexpr (Layout::pairs) {
            // Both threads have the word then, and share the blocks it goes to.
            const float other = __shfl_xor_sync(whole_warp, value, fragment_slots);
            const int odd = unit % 2;
            exchange_.send_all(channel, step, Layout::word_of(unit - odd, slot, l_.hidden_chunks),
                    odd != 0 ? Layout::word(other, value) : Layout::word(value, other), odd, 2);
        } else {
            exchange_.send_all(channel, step, Layout::word_of(unit, slot, l_.hidden_chunks),
                    Layout::word(value));
        }
    }

    const ResidentGeneration &g_;
    const GenerationLayout &l_;
    Exchange &exchange_;
    uint4 kept_[registers > 0 ? registers : 1];  // of the last layer's product of h
};

}  // namespace timbrel
