// SPDX-License-Identifier: Apache-2.0
// What becomes of a slot between its head's outputs and the next step's input, in three parts:
// what needs no outputs, before they come; what the next input waits for; and what follows. For all
// kernels of generate_kernel.h alike, and compiled once, outside of them.
#pragma once

#include "../frame_step.h"
#include "../texture_step.h"
#include "generate_block.h"

namespace timbrel {

// As SlotOfCall, in the block's shared memory.
struct SlotOfBlock {
    DrawnSlot *drawn;
    float *of_frame;

    __device__ __forceinline__ float *frame() const { return of_frame; }
    __device__ __forceinline__ const Draw &draw() const { return drawn->draw; }
    __device__ __forceinline__ int64_t state() const { return drawn->state; }
    __device__ __forceinline__ int64_t last() const { return drawn->last; }

    __device__ __forceinline__ void count_step() const {
        drawn->draw.step = static_cast<uint32_t>(++drawn->position);
    }
    __device__ __forceinline__ void set_state(int64_t state) const { drawn->state = state; }
    __device__ __forceinline__ void set_last(int64_t last) const { drawn->last = last; }
};

// The slot of the call n that is the `own`-th that the block draws for.
struct DrawingPlace {
    int own;
    int64_t n;
};

__device__ __forceinline__ SlotOfBlock slot_of_block(const ResidentGeneration &g, int own) {
    const int D = g.call.texture.frame_size > 0 ? 0 : static_cast<int>(g.call.net.frame_size);
    return {shared_at<DrawnSlot>(g.layout.drawn) + own, shared_at(g.layout.frames) + own * D};
}

__device__ __forceinline__ auto frame_step(
        const ResidentGeneration &g, int t, const DrawingPlace &place) {
    return FrameStep<SlotOfBlock>(g.call, t, place.n,
            g.call.net.embedding_size > 0 ? packed_table(g) : nullptr,
            shared_at(g.layout.categories), slot_of_block(g, place.own));
}

__device__ __forceinline__ auto texture_step(
        const ResidentGeneration &g, int t, const DrawingPlace &place) {
    return TextureStep<SlotOfBlock>(g.call, t, place.n, shared_at(g.layout.texture),
            shared_at(g.layout.parts), shared_at(g.layout.categories),
            slot_of_block(g, place.own));
}

// A step whose frame comes from outputs.
__device__ __forceinline__ bool draws(const ResidentGeneration &g, int t) {
    return t >= 0 && g.call.forced == nullptr;
}

// What goes in at a step that no draw gives.
template <typename Step>
__device__ __forceinline__ void prepare_input(const ResidentGeneration &g, const Step &step) {
    for (int i = g.layout.drawn_inputs + thread_of_block(); i < g.layout.inputs;
            i += resident_threads) {
        shared_at(g.layout.input)[i] = step.condition(i - g.layout.drawn_inputs);
    }
}

// The random numbers of a step.
template <typename IsPossible>
__device__ __forceinline__ void prepare_numbers(
        const ResidentGeneration &g, const Draw &draw, IsPossible is_possible) {
    const auto head = static_cast<tb_head>(g.call.net.head);
    const int K = static_cast<int>(g.call.net.components);
    for (int i = thread_of_block(); i < g.layout.noise; i += resident_threads) {
        shared_at(g.layout.numbers)[i] = !is_possible(i)          ? -INFINITY
                                         : draw.temperature > 0 ? noise_of(head, K, i, draw)
                                                                : 0.0f;
    }
}

// Outputs as draws take them, those that a thread reads first by itself.
__device__ __forceinline__ float *take_outputs(
        const ResidentGeneration &g, const uint32_t *words) {
    float *const outputs = shared_at(g.layout.partials);
    const bool has_impossible = g.call.net.head == TB_CATEGORICAL;
    for (int p = thread_of_block(); p < g.layout.outputs; p += resident_threads) {
        const bool is_possible = !has_impossible || shared_at(g.layout.numbers)[p] > -INFINITY;
        outputs[p] = is_possible ? float_of_bits(static_cast<int32_t>(words[p])) : -INFINITY;
    }
    return outputs;
}

// Slot n gets ready for its outputs of step t, or as -1 for the call, and for the input behind it.
// All threads; begins behind a barrier and ends with one.
__device__ __noinline__ inline void prepare_frame(
        const ResidentGeneration &g, int t, const DrawingPlace place) {
    const auto step = frame_step(g, t, place);
    if (draws(g, t) && !step.has_ended()) {
        prepare_numbers(g, slot_of_block(g, place.own).draw(),
                [&](int i) { return step.is_possible(i); });
    }
    if (t + 1 < static_cast<int>(g.call.steps)) {
        prepare_input(g, frame_step(g, t + 1, place));
    }
    __syncthreads();
}

__device__ __noinline__ inline void prepare_texture(
        const ResidentGeneration &g, int t, const DrawingPlace place) {
    const auto step = texture_step(g, t, place);
    if (t + 1 < static_cast<int>(g.call.steps)) {
        prepare_input(g, texture_step(g, t + 1, place));
    }
    if (t < 0) {
        step.show();
    } else if (g.call.forced != nullptr) {
        step.settle_given();
    } else {
        DrawnSlot *const slot = slot_of_block(g, place.own).drawn;
        const Draw draw = slot->draw;
        const TexturePlan plan = step.begin(draw);
        if (plan.draws) {
            prepare_numbers(g, draw, [&](int k) { return step.is_possible(plan, k); });
        }
        if (thread_of_block() == 0) {
            slot->plan = plan;
        }
        __syncthreads();
    }
}

// Slot n takes step t, from the outputs' words [P] or as its frames are given; -1: none yet. Where
// the drawn inputs of the step behind it are, or NULL: the slot does not move at that. All threads;
// begins behind a barrier and ends with one.
__device__ __noinline__ inline const float *pass_on_frame(const ResidentGeneration &g,
        const uint32_t *words, int t, const DrawingPlace place) {
    const auto step = frame_step(g, t, place);
    if (t >= 0) {
        if (step.has_ended()) {
            step.repeat();
        } else if (g.call.forced != nullptr) {
            step.force();
        } else {
            const SlotOfBlock slot = slot_of_block(g, place.own);
            step.sample(take_outputs(g, words), slot.draw(),
                    NoiseInMemory{shared_at(g.layout.numbers)});
            step.finish();
        }
    }
    const auto behind = frame_step(g, t + 1, place);
    return behind.has_ended() ? nullptr : behind.last_frame();
}

__device__ __noinline__ inline const float *pass_on_texture(const ResidentGeneration &g,
        const uint32_t *words, int t, const DrawingPlace place) {
    const auto step = texture_step(g, t, place);
    const DrawnSlot *const slot = slot_of_block(g, place.own).drawn;
    if (draws(g, t) && slot->plan.draws) {
        step.settle_drawn(slot->plan, take_outputs(g, words), slot->draw,
                NoiseInMemory{shared_at(g.layout.numbers)});
    }
    return step.last_frame();
}

// What a texture's slot does once its input is sent. Ends with a barrier.
__device__ __noinline__ inline void follow_texture(
        const ResidentGeneration &g, int t, const DrawingPlace place) {
    if (t >= 0) {
        texture_step(g, t, place).finish();
    }
}

}  // namespace timbrel
