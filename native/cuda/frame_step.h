// SPDX-License-Identifier: Apache-2.0
// A step of a slot around its layers, by all threads of a block: what goes into the network, and
// what becomes of the head's outputs. Every thread calls with the same arguments.
#pragma once

#include "block_sampling.h"
#include "generate_draw.h"
#include "grammar.h"
#include "token.h"

namespace timbrel {

// Made anew for every step, from what the step before left in memory, behind a barrier. Slot: where
// what the slot carries from step to step lies, as SlotOfCall.
template <typename Slot>
class FrameStep {
public:
    // table: [K,M] where tokens go in, else NULL. categories: [K] scratch of a TB_CATEGORICAL head.
    __device__ FrameStep(const Generate &call, int64_t step, int64_t n, const float *table,
            float *categories, const Slot &slot)
        : call_(call),
          slot_(slot),
          place_(step * call.N + n),
          table_(table),
          categories_(categories),
          state_(has_grammar(call) ? nearest_state(call.grammar, slot.state()) : 0) {}

    // Whether nothing of the slot moves any more.
    __device__ bool has_ended() const { return state_ == ended_state; }

    // The step of a slot that has ended: its token again.
    __device__ void repeat() const {
        if (threadIdx.x == 0 && out() != nullptr) {
            *out() = *frame();
        }
    }

    // Value i of what goes into the network: the last frame, or its token's row of the table, the
    // step's conditions behind it.
    __device__ float input(int64_t i) const {
        const tb_network &net = call_.net;
        const int64_t width = table_ != nullptr ? net.embedding_size : net.frame_size;
        return i >= width ? condition(i - width) : last_frame()[i];
    }
    __device__ float condition(int64_t i) const {
        return call_.conditions[place_ * call_.net.condition_size + i];
    }
    __device__ const float *last_frame() const {
        const tb_network &net = call_.net;
        return table_ != nullptr
                       ? table_ + nearest_token(*frame(), net.components) * net.embedding_size
                       : frame();
    }

    // The next frame, from the head's outputs [P], which a grammar changes. Ends with a barrier.
    __device__ void draw(float *outputs) const {
        const Draw numbers = slot_.draw();
        if (has_grammar(call_)) {
            for (int64_t k = threadIdx.x; k < call_.net.components; k += blockDim.x) {
                outputs[k] = is_possible(k) ? outputs[k] : -INFINITY;
            }
            __syncthreads();
        }
        sample(outputs, numbers, NoiseOfDraw{&numbers});
        __syncthreads();  // all have read the slot's numbers
        finish();
    }

    // The same in parts. Whether the grammar allows category k.
    __device__ bool is_possible(int64_t k) const {
        return !has_grammar(call_) || allows(call_.grammar, call_.net.components, state_, k);
    }
    // From outputs of which those that are not possible are -INFINITY; a thread may read what
    // others wrote only behind the first barrier in here. Ends without a barrier.
    template <typename Noise>
    __device__ void sample(const float *outputs, const Draw &numbers, const Noise &noise) const {
        block_sample_frame(static_cast<tb_head>(call_.net.head), call_.net.frame_size,
                call_.net.components, static_cast<float>(call_.net.scale_floor), outputs, numbers,
                noise, categories_, frame(), out());
    }
    // Ends with a barrier.
    __device__ void finish() const {
        if (threadIdx.x == 0) {
            slot_.count_step();
            if (has_grammar(call_)) {
                // Where no logit is a number, what was drawn may be forbidden.
                const int64_t K = call_.net.components;
                const int64_t token =
                        allowed_token(call_.grammar, K, state_, nearest_token(*frame(), K));
                *frame() = static_cast<float>(token);
                *out() = *frame();
                slot_.set_state(state_behind(call_.grammar, K, state_, token));
            }
        }
        __syncthreads();
    }

    // The next frame is the given one. Ends with a barrier.
    __device__ void force() const {
        const int64_t K = call_.net.components;
        __syncthreads();  // all have read the frame
        for (int64_t d = threadIdx.x; d < call_.net.frame_size; d += blockDim.x) {
            frame()[d] = given()[d];
        }
        __syncthreads();
        if (threadIdx.x == 0 && has_grammar(call_)) {
            slot_.set_state(
                    state_behind(call_.grammar, K, state_, nearest_token(*frame(), K)));
        }
        __syncthreads();
    }

private:
    // Worked out where they are needed, which takes fewer registers.
    __device__ float *frame() const { return slot_.frame(); }
    __device__ float *out() const {
        return call_.out != nullptr ? call_.out + place_ * call_.net.frame_size : nullptr;
    }
    __device__ const float *given() const { return call_.forced + place_ * call_.net.frame_size; }

    const Generate &call_;
    Slot slot_;
    int64_t place_;  // of the step and the slot
    const float *table_;
    float *categories_;
    int64_t state_;
};

}  // namespace timbrel
