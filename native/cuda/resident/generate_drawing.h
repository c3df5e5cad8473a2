// SPDX-License-Identifier: Apache-2.0
// What becomes of a slot between its head's outputs and the next step's input: for all kernels of
// generate_kernel.h alike, and compiled once, outside of them.
#pragma once

#include "../frame_step.h"
#include "../texture_step.h"
#include "generate_block.h"

namespace timbrel {

// A step of a slot from words [P] of the head's outputs. Begins behind a barrier and ends with one.
template <typename Step>
__device__ __forceinline__ void take_outputs(
        const ResidentGeneration &g, const uint32_t *words, const Step &step) {
    if (step.has_ended()) {
        step.repeat();
    } else if (g.call.forced != nullptr) {
        step.force();
    } else {
        float *const logits = shared_at(g.layout.partials);
        for (int p = thread_of_block(); p < g.layout.outputs; p += resident_threads) {
            logits[p] = float_of_bits(static_cast<int32_t>(words[p]));
        }
        __syncthreads();
        step.draw(logits);
    }
    __syncthreads();
}

// What goes in at a step, and whether the slot moves. Ends with a barrier.
template <typename Step>
__device__ __forceinline__ bool give_input(const ResidentGeneration &g, const Step &step) {
    float *const input = shared_at(g.layout.input);
    for (int i = thread_of_block(); i < g.layout.inputs; i += resident_threads) {
        input[i] = step.input(i);
    }
    __syncthreads();
    return !step.has_ended();
}

// Slot n of the call takes step t, from the outputs' words [P] or as its frames are given; -1: none
// yet. Then the shared memory's input is what goes in at the step behind it, if there is one.
// Whether the slot moves at that. All threads; begins behind a barrier and ends with one.
template <typename MakeStep>
__device__ __forceinline__ bool pass_on(
        const ResidentGeneration &g, const uint32_t *words, int t, const MakeStep &step) {
    if (t >= 0) {
        take_outputs(g, words, step(t));
    }
    return t + 1 < static_cast<int>(g.call.steps) && give_input(g, step(t + 1));
}

__device__ __noinline__ inline bool pass_on_frame(
        const ResidentGeneration &g, const uint32_t *words, int t, int64_t n) {
    return pass_on(g, words, t, [&g, n](int at) {
        return FrameStep(g.call, at, n, g.call.net.embedding_size > 0 ? packed_table(g) : nullptr,
                shared_at(g.layout.categories));
    });
}

__device__ __noinline__ inline bool pass_on_texture(
        const ResidentGeneration &g, const uint32_t *words, int t, int64_t n) {
    return pass_on(g, words, t, [&g, n](int at) {
        return TextureStep(g.call, at, n, shared_at(g.layout.texture), shared_at(g.layout.parts),
                shared_at(g.layout.categories));
    });
}

}  // namespace timbrel
