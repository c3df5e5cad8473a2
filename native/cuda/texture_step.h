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

// Made anew for every step, from what the step before left in memory, behind a barrier.
class TextureStep {
public:
    // scratch: [slot_floats of the texture]; parts: [threads]; categories: [K].
    __device__ TextureStep(const Generate &call, int64_t step, int64_t n, float *scratch,
            float *parts, float *categories)
        : call_(call),
          x_(call.texture),
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
        return i < D_ ? past()[i] : i < 2 * D_ ? u()[i - D_] : sound_weight(weights(), i - 2 * D_);
    }

    // The next frame, drawn from logits [K], which it changes. Ends with a barrier.
    __device__ void draw(float *logits) const {
        predict();
        const int64_t entry = next_entry(logits);
        __syncthreads();  // all have read the last entry
        if (threadIdx.x == 0) {
            *last() = entry;
            ++call_.positions[n_];
        }
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] += entry >= 0 ? x_.innovations[entry * D_ + d] : 0.0f;
            u()[d] = entry >= 0 ? x_.whitened[entry * D_ + d] : 0.0f;
        }
        limit();
        move_on(frame_);
        for (int d = thread(); d < D_; d += threads()) {
            call_.out[place_ * D_ + d] = frame_[d];
        }
        __syncthreads();
    }

    // The next frame is the given one. Ends with a barrier.
    __device__ void force() const {
        predict();
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] = given()[d] - frame_[d];
            u()[d] = 0;
        }
        __syncthreads();
        block_add_product(D_, D_, 1, frame_, x_.whitening, parts_, u());
        if (threadIdx.x == 0) {
            *last() = -1;
        }
        move_on(given());
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

    // The entry that the slot goes on with, or -1.
    __device__ int64_t next_entry(float *logits) const {
        const int64_t K = call_.net.components;
        const Draw draw = draw_of(call_, n_);
        const TextureDraw drawn = texture_draw(x_, K, *last(), draw);
        if (drawn.goes_on) {
            return *last() + 1;
        }
        const int64_t first = sound_of(x_, weights(), drawn.sound) * K;
        if (entries_between(x_, first, first + K).count == 0) {
            return -1;
        }
        for (int64_t k = thread(); k < K; k += threads()) {
            if (entries_between(x_, first + k, first + k + 1).count == 0) {
                logits[k] = -INFINITY;
            }
        }
        __syncthreads();
        const int64_t k =
                first + block_sample_categorical(static_cast<int>(K), logits, draw, categories_);
        const Entries entries = entries_between(x_, k, k + 1);
        return entries.count > 0 ? entry_of(x_, entries, drawn.choice) : -1;
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

    // The frame becomes the newest of the past.
    __device__ void move_on(const float *frame) const {
        for (int d = thread(); d < D_; d += threads()) {
            for (int64_t s = 0; s < x_.averages; ++s) {
                float *average = averages() + s * D_ + d;
                *average += x_.rates[s] * (frame[d] - *average);
            }
            for (int64_t p = x_.past - 1; p > 0; --p) {
                past()[p * D_ + d] = past()[(p - 1) * D_ + d];
            }
            past()[d] = frame[d];
        }
    }

    // All but a few places are worked out where they are needed, which takes fewer registers.
    __device__ int B() const { return static_cast<int>(x_.levels); }
    __device__ const float *weights() const {
        return call_.weights != nullptr ? call_.weights + place_ * x_.sounds : nullptr;
    }
    __device__ float *past() const { return call_.state + n_ * state_count(x_); }
    __device__ float *averages() const { return past() + x_.past * D_; }
    __device__ float *u() const { return averages() + x_.averages * D_; }
    __device__ int64_t *last() const { return call_.last + n_; }
    __device__ const float *given() const { return call_.forced + place_ * D_; }
    __device__ float *from() const { return frame_ + D_; }
    __device__ float *levels() const { return from() + (x_.past + x_.averages) * D_; }
    __device__ float *excess() const { return levels() + B(); }

    const Generate &call_;
    const tb_texture &x_;
    int D_;
    int64_t place_, n_;  // of the step and the slot, of the slot
    float *frame_, *parts_, *categories_;
};

}  // namespace timbrel
