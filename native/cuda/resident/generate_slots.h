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

    // What they draw with, and where they are. Ends without a barrier.
    __device__ __forceinline__ void load() {
        const Generate &call = g_.call;
        for (int own = thread_of_block(); own < count(); own += resident_threads) {
            const int64_t n = place_of(own).n;
            DrawnSlot slot = {};
            slot.is_active = n < call.N && is_active(call, n);
            if (slot.is_active && call.forced == nullptr) {
                slot.draw = draw_of(call, n);
                slot.position = call.positions[n];
            }
            if (slot.is_active && has_grammar(call)) {
                slot.state = call.states[n];
            }
            if (slot.is_active && is_texture()) {
                slot.last = call.last[n];
            }
            *slot_of_block(g_, own).drawn = slot;
        }
        for_all_frames([this](int e, int64_t at) { frames()[e] = g_.call.frames[at]; });
    }

    // The same back into the call's arrays. Begins behind a barrier.
    __device__ __forceinline__ void store() {
        const Generate &call = g_.call;
        for (int own = thread_of_block(); own < count(); own += resident_threads) {
            const int64_t n = place_of(own).n;
            const DrawnSlot &slot = *slot_of_block(g_, own).drawn;
            if (slot.is_active && call.forced == nullptr) {
                call.positions[n] = slot.position;
            }
            if (slot.is_active && has_grammar(call)) {
                call.states[n] = slot.state;
            }
            if (slot.is_active && is_texture()) {
                call.last[n] = slot.last;
            }
        }
        for_all_frames([this](int e, int64_t at) { g_.call.frames[at] = frames()[e]; });
    }

    // The frames of a step, from the outputs, which it waits for, or as they are given, and what
    // goes in at the next; -1: only that. Begins behind a barrier and ends with one. False: given
    // up.
    __device__ __forceinline__ bool advance(int step) {
        for (int own = 0; own < count(); ++own) {
            const DrawingPlace place = place_of(own);
            const bool is_active = slot_of_block(g_, own).drawn->is_active;
            if (is_active) {
                is_texture() ? prepare_texture(g_, step, place) : prepare_frame(g_, step, place);
            }
            if (own == 0 && draws(g_, step) && !receive_outputs(step)) {
                return false;
            }
            pass_on(step, place, is_active);
            __syncthreads();
        }
        return true;
    }

private:
    using Layout = FragmentLayout<precision>;

    __device__ __forceinline__ bool is_texture() const { return g_.call.texture.frame_size > 0; }
    __device__ __forceinline__ int count() const {
        return slots_of_block(l_.slots, l_.blocks, exchange_.rank());
    }
    __device__ __forceinline__ DrawingPlace place_of(int own) const {
        return {own, slot_of_call(l_, exchange_.team(), exchange_.rank() + own * l_.blocks)};
    }
    __device__ __forceinline__ float *frames() const { return shared_at(l_.frames); }

    // use(place among the block's, place in frames [N,D]), of slots that are active.
    template <typename Use>
    __device__ __forceinline__ void for_all_frames(Use use) const {
        const int D = is_texture() ? 0 : static_cast<int>(g_.call.net.frame_size);
        for (int e = thread_of_block(); e < count() * D; e += resident_threads) {
            const int64_t n = place_of(e / D).n;
            if (n < g_.call.N && is_active(g_.call, n)) {
                use(e, n * D + e % D);
            }
        }
    }

    __device__ __forceinline__ bool receive_outputs(int step) {
        Channel outputs = g_.channels.outputs;
        outputs.expected = count() * l_.outputs;
        exchange_.expect(outputs, step);
        return exchange_.template wait<generation_pairs>(outputs, step);
    }

    __device__ __forceinline__ void pass_on(int step, const DrawingPlace &place, bool is_active) {
        const float *drawn = nullptr;
        if (is_active) {
            const uint32_t *const words =
                    exchange_.words(g_.channels.outputs, step) + place.own * l_.outputs;
            drawn = is_texture() ? pass_on_texture(g_, words, step, place)
                                 : pass_on_frame(g_, words, step, place);
        } else if (place.n < g_.call.N && step < 0) {
            leave_zeros(g_.call, place.n,
                    is_texture() ? g_.call.texture.frame_size : g_.call.net.frame_size);
        }
        if (step + 1 < static_cast<int>(g_.call.steps)) {
            send_input(step + 1, exchange_.rank() + place.own * l_.blocks, drawn);
        }
        if (is_active && is_texture()) {
            follow_texture(g_, step, place);
        }
    }

    // What a draw gives of it, or NULL where the slot does not move. Threads share the blocks that
    // a word goes to.
    __device__ __forceinline__ void send_input(int step, int slot, const float *drawn) {
        const float *const others = shared_at(l_.input);
        const auto value = [&](int i) {
            return drawn == nullptr || i >= l_.inputs ? 0.0f
                   : i < l_.drawn_inputs              ? drawn[i]
                                                      : others[i];
        };
        const int parts = 1 << l_.input_shift;
        const int count = l_.input_chunks * Layout::depth / Layout::per_word * parts;
        for (int e = thread_of_block(); e < count; e += resident_threads) {
            const int i = (e >> l_.input_shift) * Layout::per_word;
            exchange_.send_all(g_.channels.x, step, Layout::word_of(i, slot, l_.input_chunks),
                    Layout::word(value(i), Layout::pairs ? value(i + 1) : 0.0f), e & (parts - 1),
                    parts);
        }
        // From the last warp, which has the fewest words.
        const int lane = resident_threads - 1 - thread_of_block();
        if (lane < lanes_per_warp) {
            exchange_.send_all(g_.channels.x, step,
                    l_.slot_tiles * l_.input_chunks * operand_words + slot,
                    drawn != nullptr ? 1 : 0, lane, lanes_per_warp);
        }
    }

    const ResidentGeneration &g_;
    const GenerationLayout &l_;
    Exchange &exchange_;
};

}  // namespace timbrel
