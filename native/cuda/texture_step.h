// SPDX-License-Identifier: Apache-2.0
// A step of a texture in a slot by all threads of a block: the frame, and what moves with it.
// timbrel.h has the equations. Every thread calls with the same arguments.
#pragma once

#include "block_sampling.h"
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

// A slot at a step. What lies in memory of the slot is read behind a barrier.
class TextureSlot {
public:
    // scratch: [slot_floats of the texture]; parts: [threads].
    __device__ TextureSlot(
            const Generate &call, int64_t step, int64_t n, float *scratch, float *parts)
        : x_(call.texture),
          D_(static_cast<int>(call.texture.frame_size)),
          B_(static_cast<int>(call.texture.levels)),
          weights_(call.weights != nullptr ? call.weights + (step * call.N + n) * x_.sounds
                                           : nullptr),
          past_(call.state + n * state_count(x_)),
          averages_(past_ + x_.past * D_),
          u_(averages_ + x_.averages * D_),
          last_(call.last + n),
          frame_(scratch),
          from_(frame_ + D_),
          levels_(from_ + (x_.past + x_.averages) * D_),
          excess_(levels_ + B_),
          parts_(parts) {}

    // Value i of what goes into the network.
    __device__ float input(int64_t i) const {
        return i < D_       ? past_[i]
               : i < 2 * D_ ? u_[i - D_]
                            : sound_weight(weights_, i - 2 * D_);
    }

    // The next frame, drawn, into the state and into out [D]. logits: [K] in and out; categories:
    // [K] scratch. Ends without a barrier.
    __device__ void advance(
            int64_t K, const Draw &draw, float *logits, float *categories, float *out) const {
        predict();
        const int64_t entry = next_entry(K, draw, logits, categories);
        __syncthreads();  // all have read the last entry
        if (threadIdx.x == 0) {
            *last_ = entry;
        }
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] += entry >= 0 ? x_.innovations[entry * D_ + d] : 0.0f;
            u_[d] = entry >= 0 ? x_.whitened[entry * D_ + d] : 0.0f;
        }
        limit();
        move_on(frame_);
        for (int d = thread(); d < D_; d += threads()) {
            out[d] = frame_[d];
        }
    }

    // The next frame is a given one [D]. Ends without a barrier.
    __device__ void force(const float *given) const {
        predict();
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] = given[d] - frame_[d];
            u_[d] = 0;
        }
        __syncthreads();
        block_add_product(D_, D_, 1, frame_, x_.whitening, parts_, u_);
        if (threadIdx.x == 0) {
            *last_ = -1;
        }
        move_on(given);
    }

private:
    __device__ static int thread() { return static_cast<int>(threadIdx.x); }
    __device__ static int threads() { return static_cast<int>(blockDim.x); }

    // Value d of the sum of the sounds' rows [C,width] by their weights.
    __device__ float mixed(const float *rows, int width, int d) const {
        float sum = 0;
        for (int64_t c = 0; c < x_.sounds; ++c) {
            const float weight = sound_weight(weights_, c);
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
                from_[row * D_ + d] = past_[row * D_ + d] - mean;
            }
        }
        __syncthreads();
        for (int64_t c = 0; c < x_.sounds; ++c) {
            const float weight = sound_weight(weights_, c);
            if (weight > 0) {
                block_add_product(
                        depth, D_, weight, from_, x_.gains + c * depth * D_, parts_, frame_);
            }
        }
    }

    // The entry that the slot goes on with, or -1.
    __device__ int64_t next_entry(
            int64_t K, const Draw &draw, float *logits, float *categories) const {
        const TextureDraw drawn = texture_draw(x_, K, *last_, draw);
        if (drawn.goes_on) {
            return *last_ + 1;
        }
        const int64_t first = sound_of(x_, weights_, drawn.sound) * K;
        if (entries_between(x_, first, first + K).count == 0) {
            return -1;
        }
        for (int64_t k = thread(); k < K; k += threads()) {
            if (entries_between(x_, first + k, first + k + 1).count == 0) {
                logits[k] = -INFINITY;
            }
        }
        __syncthreads();
        const int64_t k = first + block_sample_categorical(
                                          static_cast<int>(K), logits, draw, categories);
        const Entries entries = entries_between(x_, k, k + 1);
        return entries.count > 0 ? entry_of(x_, entries, drawn.choice) : -1;
    }

    // Values a thread has written itself come first. Ends with a barrier.
    __device__ void limit() const {
        for (int d = thread(); d < D_; d += threads()) {
            frame_[d] = fminf(fmaxf(frame_[d], mixed(x_.low, D_, d)), mixed(x_.high, D_, d));
        }
        for (int b = thread(); b < B_; b += threads()) {
            levels_[b] = x_.level_offset[b];
        }
        __syncthreads();
        if (B_ == 0) {
            return;
        }
        block_add_product(D_, B_, 1, frame_, x_.level_matrix, parts_, levels_);
        float furthest = 0;
        for (int b = thread(); b < B_; b += threads()) {
            const float low = mixed(x_.level_low, B_, b), high = mixed(x_.level_high, B_, b);
            excess_[b] = fminf(fmaxf(levels_[b], low), high) - levels_[b];
            furthest = fmaxf(furthest, fabsf(excess_[b]));
        }
        if (block_max(furthest) > 0) {
            block_add_product(B_, D_, 1, excess_, x_.level_back, parts_, frame_);
        }
        __syncthreads();
    }

    // The frame becomes the newest of the past.
    __device__ void move_on(const float *frame) const {
        for (int d = thread(); d < D_; d += threads()) {
            for (int64_t s = 0; s < x_.averages; ++s) {
                float *average = averages_ + s * D_ + d;
                *average += x_.rates[s] * (frame[d] - *average);
            }
            for (int64_t p = x_.past - 1; p > 0; --p) {
                past_[p * D_ + d] = past_[(p - 1) * D_ + d];
            }
            past_[d] = frame[d];
        }
    }

    const tb_texture &x_;
    int D_, B_;
    const float *weights_;
    float *past_, *averages_, *u_;
    int64_t *last_;
    float *frame_, *from_, *levels_, *excess_, *parts_;
};

}  // namespace timbrel
