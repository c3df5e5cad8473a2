// SPDX-License-Identifier: Apache-2.0
// The slots that a block of a team draws for: slot s of the team is block s % blocks's. It sends
// what goes into the network, of a slot that does not move, or that there is not, too.
#pragma once

#include "generate_drawing.h"

namespace timbrel {

template <typename Exchange, tb_precision precision>
class GenerationSlots {
public:
    __device__ __forceinline__ GenerationSlots(const ResidentGeneration &g, Exchange &exchange)
        : g_(g), l_(g.layout), exchange_(exchange) {}

    // The frames of a step, from the outputs that have come or as they are given, and what goes in
    // at the next; -1: only that. Begins behind a barrier and ends with one.
    __device__ __forceinline__ void advance(int step) {
        for (int slot = exchange_.rank(); slot < l_.slots; slot += l_.blocks) {
            const int64_t n = slot_of_call(l_, exchange_.team(), slot);
            bool moves = false;
            if (n < g_.call.N && is_active(g_.call, n)) {
                const uint32_t *const words =
                        exchange_.words(g_.channels.outputs, step) + slot / l_.blocks * l_.outputs;
                moves = is_texture() ? pass_on_texture(g_, words, step, n)
                                     : pass_on_frame(g_, words, step, n);
            } else if (n < g_.call.N && step < 0) {
                leave_zeros(g_.call, n,
                        is_texture() ? g_.call.texture.frame_size : g_.call.net.frame_size);
            }
            if (step + 1 < static_cast<int>(g_.call.steps)) {
                send_input(step + 1, slot, moves);
            }
            __syncthreads();
        }
    }

private:
    using Layout = FragmentLayout<precision>;

    __device__ __forceinline__ bool is_texture() const { return g_.call.texture.frame_size > 0; }

    __device__ __forceinline__ void send_input(int step, int slot, bool moves) {
        const float *const input = shared_at(l_.input);
        const auto value = [&](int i) { return moves && i < l_.inputs ? input[i] : 0.0f; };
        const int count = l_.input_chunks * Layout::depth / Layout::per_word;
        for (int w = thread_of_block(); w < count; w += resident_threads) {
            const int i = w * Layout::per_word;
            exchange_.send_all(g_.channels.x, step, Layout::word_of(i, slot, l_.input_chunks),
                    Layout::word(value(i), Layout::pairs ? value(i + 1) : 0.0f));
        }
        if (thread_of_block() == 0) {
            exchange_.send_all(g_.channels.x, step,
                    l_.slot_tiles * l_.input_chunks * operand_words + slot, moves ? 1 : 0);
        }
    }

    const ResidentGeneration &g_;
    const GenerationLayout &l_;
    Exchange &exchange_;
};

}  // namespace timbrel
