// SPDX-License-Identifier: Apache-2.0
// A step of a texture in a slot, as frame_step.h has one of frames. timbrel.h has the equations.
#pragma once

#include "block_sampling.h"
#include "generate_draw.h"
#include "network.h"
#include "texture.h"

namespace timbrel {

// out [width] += weight times x [depth] times matrix [depth,width]. Where there are fewer values
// than threads, several share one, and their sums are added in order. parts: [threads]. Ends with a
// barrier.
__device__ __forceinline__ void block_add_product(int depth, int width, float weight,
        const float *x, const float *matrix, float *parts, float *out) {
    const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
    const int sharing = width < threads ? threads / width : 1;
    const int stretch = (depth + sharing - 1) / sharing;
    const int part = sharing > 1 ? thread / width : 0;
    const int first = part * stretch < depth ? part * stretch : depth;
    const int last = first + stretch < depth ? first + stretch : depth;
    for (int d = sharing > 1 ? thread % width : thread; d < width && part < sharing; d += threads) {
        float sum = 0;
        for (int k = first; k < last; ++k) {
            sum = fmaf(matrix[static_cast<int64_t>(k) * width + d], x[k], sum);
        }
        if (sharing > 1) {
            parts[part * width + d] = sum;
        } else {
            out[d] += weight * sum;
        }
    }
    __syncthreads();
    if (sharing > 1 && thread < width) {
        float sum = 0;
        for (int other = 0; other < sharing; ++other) {
            sum += parts[other * width + thread];
        }
        out[thread] += weight * sum;
    }
    __syncthreads();
}

// Made anew for every step, from what the step before left in memory, behind a barrier. Slot: where
// what the slot carries from step to step lies, but for its state, as SlotOfCall.
template <typename Slot>
class TextureStep {
public:
    // scratch: [slot_floats of the texture]; parts: [threads]; categories: [K].
    __device__ TextureStep(const Generate &call, int64_t step, int64_t n, float *scratch,
            float *parts, float *categories, const Slot &slot)
        : call_(call),
          x_(call.texture),
          slot_(slot),
          D_(static_cast<int>(call.texture.frame_size)),
          place_(step * call.N + n),
          n_(n),
          frame_(scratch),
          parts_(parts),
          categories_(categories) {}

    // A texture has no end.
    __device__ bool has_ended() const { return false; }
    __device__ void repeat() const {}

    // Value i of what goes into the network.
    __device__ float input(int64_t i) const {
        return i < D_ ? past()[i] : i < 2 * D_ ? u()[i - D_] : condition(i - 2 * D_);
    }
    __device__ float condition(int64_t i) const { return sound_weight(weights(), i); }

    // The next frame, drawn from logits [K], which it changes. Ends with a barrier.
    __device__ void draw(float *logits) const {
        const Draw numbers = slot_.draw();
        const TexturePlan plan = begin(numbers);
        if (plan.draws) {
            for (int64_t k = thread(); k < call_.net.components; k += threads()) {
                logits[k] = is_possible(plan, k) ? logits[k] : -INFINITY;
            }
            __syncthreads();
            settle_drawn(plan, logits, numbers, NoiseOfDraw{&numbers});
        }
        finish();
    }

    // The same in parts. What needs no outputs: the whole frame where it draws no category, else
    // what is predicted. Ends with a barrier.
    __device__ TexturePlan begin(const Draw &numbers) const {
        const TexturePlan plan =
                texture_plan(x_, call_.net.components, weights(), slot_.last(), numbers);
        predict();
        if (!plan.draws) {
            settle(plan.entry);
        }
        return plan;
    }
    // Whether category k may be drawn.
    __device__ bool is_possible(const TexturePlan &plan, int64_t k) const {
        return entries_between(x_, plan.first + k, plan.first + k + 1).count > 0;
    }
    // From logits of which those that are not possible are -INFINITY; a thread may read what others
    // wrote only behind the first barrier in here. Ends with a barrier.
    template <typename Noise>
    __device__ void settle_drawn(const TexturePlan &plan, const float *logits, const Draw &numbers,
            const Noise &noise) const {
        const int64_t k = plan.first + block_sample_categorical(
                                               static_cast<int>(call_.net.components), logits,
                                               numbers, noise, categories_);
        const Entries entries = entries_between(x_, k, k + 1);
        settle(entries.count > 0 ? entry_of(x_, entries, plan.choice) : -1);
    }

    // The next frame is the given one. Ends with a barrier.
    __device__ void force() const {
        settle_given();
        finish();
    }
    __device__ void settle_given() const {
        predict();
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] = given()[d] - frame_[d];
            whitened()[d] = 0;
        }
        __syncthreads();
        block_add_product(D_, D_, 1, frame_, x_.whitening, parts_, whitened());
        if (threadIdx.x == 0) {
            slot_.set_last(-1);
        }
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] = given()[d];
        }
        __syncthreads();
    }

    // What goes into the network of a frame that is settled, or of the last one once it is shown,
    // [2 D] in the scratch memory.
    __device__ const float *last_frame() const { return frame_; }
    __device__ void show() const {
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] = past()[d];
            whitened()[d] = u()[d];
        }
        __syncthreads();
    }

    // The settled frame becomes the newest of the past. Ends with a barrier.
    __device__ void finish() const {
        for (int d = thread(); d < D_; d += threads()) {
            const float value = frame_[d];
            for (int64_t s = 0; s < x_.averages; ++s) {
                float *average = averages() + s * D_ + d;
                *average += x_.rates[s] * (value - *average);
            }
            for (int64_t p = x_.past - 1; p > 0; --p) {
                past()[p * D_ + d] = past()[(p - 1) * D_ + d];
            }
            past()[d] = value;
            u()[d] = whitened()[d];
            if (call_.forced == nullptr) {
                call_.out[place_ * D_ + d] = value;
            }
        }
        __syncthreads();
    }

private:
    __device__ static int thread() { return static_cast<int>(threadIdx.x); }
    __device__ static int threads() { return static_cast<int>(blockDim.x); }

    // Value d of the sum of the sounds' rows [C,width] by their weights.
    __device__ float mixed(const float *rows, int width, int d) const {
        float sum = 0;
        for (int64_t c = 0; c < x_.sounds; ++c) {
            const float weight = sound_weight(weights(), c);
            if (weight > 0) {
                sum = fmaf(weight, rows[c * width + d], sum);
            }
        }
        return sum;
    }

    // Into frame. Ends with a barrier.
    __device__ void predict() const {
        const int rows = static_cast<int>(x_.past + x_.averages), depth = rows * D_;
        for (int d = thread(); d < D_; d += threads()) {
            const float mean = mixed(x_.mean, D_, d);
            frame_[d] = mean;
            for (int row = 0; row < rows; ++row) {
                from()[row * D_ + d] = past()[row * D_ + d] - mean;
            }
        }
        __syncthreads();
        for (int64_t c = 0; c < x_.sounds; ++c) {
            const float weight = sound_weight(weights(), c);
            if (weight > 0) {
                block_add_product(
                        depth, D_, weight, from(), x_.gains + c * depth * D_, parts_, frame_);
            }
        }
    }

    // With an entry, or none: -1. Behind a barrier, before which all have read the last entry. Ends
    // with a barrier.
    __device__ void settle(int64_t entry) const {
        if (threadIdx.x == 0) {
            slot_.set_last(entry);
            slot_.count_step();
        }
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] += entry >= 0 ? x_.innovations[entry * D_ + d] : 0.0f;
            whitened()[d] = entry >= 0 ? x_.whitened[entry * D_ + d] : 0.0f;
        }
        limit();
    }

    // Values a thread has written itself come first. Ends with a barrier.
    __device__ void limit() const {
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] = fminf(fmaxf(frame_[d], mixed(x_.low, D_, d)), mixed(x_.high, D_, d));
        }
        for (int b = thread(); b < B(); b += threads()) {
            levels()[b] = x_.level_offset[b];
        }
        __syncthreads();
        if (B() == 0) {
            return;
        }
        block_add_product(D_, B(), 1, frame_, x_.level_matrix, parts_, levels());
        float furthest = 0;
        for (int b = thread(); b < B(); b += threads()) {
            const float low = mixed(x_.level_low, B(), b), high = mixed(x_.level_high, B(), b);
            excess()[b] = fminf(fmaxf(levels()[b], low), high) - levels()[b];
            furthest = fmaxf(furthest, fabsf(excess()[b]));
        }
        if (block_max(furthest) > 0) {
            block_add_product(B(), D_, 1, excess(), x_.level_back, parts_, frame_);
        }
        __syncthreads();
    }

    // All but a few places are worked out where they are needed, which takes fewer registers.
    __device__ int B() const { return static_cast<int>(x_.levels); }
    __device__ const float *weights() const {
        return call_.weights != nullptr ? call_.weights + place_ * x_.sounds : nullptr;
    }
    __device__ float *past() const { return call_.state + n_ * state_count(x_); }
    __device__ float *averages() const { return past() + x_.past * D_; }
    __device__ float *u() const { return averages() + x_.averages * D_; }
    __device__ const float *given() const { return call_.forced + place_ * D_; }
    __device__ float *from() const { return frame_ + D_; }
    // Of the settled frame, where it is no longer needed what that was predicted from.
    __device__ float *whitened() const { return from(); }
    __device__ float *levels() const { return from() + (x_.past + x_.averages) * D_; }
    __device__ float *excess() const { return levels() + B(); }

    const Generate &call_;
    const tb_texture &x_;
    Slot slot_;
    int D_;
    int64_t place_, n_;  // of the step and the slot, of the slot
    float *frame_, *parts_, *categories_;
};

}  // namespace timbrel
