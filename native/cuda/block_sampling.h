// SPDX-License-Identifier: Apache-2.0
// The draws of common/sampling.h by all threads of a block, from the same random numbers. Every
// thread calls with the same arguments.
#pragma once

#include "reduce.h"
#include "sampling.h"

namespace timbrel {

// As first_largest: what is no number is passed over.
__device__ __forceinline__ int block_first_largest(int count, const float *values) {
    Place largest = {0, -1};
    for (int k = static_cast<int>(threadIdx.x); k < count; k += static_cast<int>(blockDim.x)) {
        if (values[k] >= -INFINITY) {
            largest = larger(largest, {values[k], k});
        }
    }
    const int where = block_largest(largest).where;
    return where < 0 ? 0 : where;
}

// As gumbel_max: weights [K] or NULL.
__device__ __forceinline__ int block_gumbel_max(int K, const float *logits, float shift,
        const float *weights, const Draw &draw, int fallback) {
    Place best = {0, -1};
    for (int k = static_cast<int>(threadIdx.x); k < K; k += static_cast<int>(blockDim.x)) {
        if (weights != nullptr && !(weights[k] > 0)) {
            continue;
        }
        const float score = (logits[k] - shift) / draw.temperature +
                            gumbel(random_block(draw, k / 4).words[k % 4]);
        if (score > -INFINITY) {
            best = larger(best, {score, k});
        }
    }
    const Place all = block_largest(best);
    return all.where < 0 ? fallback : all.where;
}

// The search for a cut: the range of numbers it lies in is halved until one value is left.
struct CutSearch {
    float low, high;  // two of the values; the cut is in low..high
};

__device__ __forceinline__ bool is_found(const CutSearch &search) {
    return !(search.high > search.low);
}

// Where to sum the shares from next: above low, so that the range always shrinks.
__device__ __forceinline__ float middle(const CutSearch &search) {
    const float between = 0.5f * search.low + 0.5f * search.high;
    return between > search.low && between < search.high ? between : search.high;
}

// As find_cut: values [count], none NaN.
template <bool by_value>
__device__ __forceinline__ float block_find_cut(
        int count, const float *values, float total, float goal) {
    const auto largest_where = [&](auto &&value_of) {
        float largest = -INFINITY;
        for (int k = static_cast<int>(threadIdx.x); k < count; k += static_cast<int>(blockDim.x)) {
            largest = fmaxf(largest, value_of(values[k]));
        }
        return block_max(largest);
    };
    const float lowest = -3.4028235e38f;
    CutSearch search;
    search.low = -largest_where([=](float v) { return v >= lowest ? -v : -INFINITY; });
    search.high = largest_where([](float v) { return v; });
    while (!is_found(search)) {
        const float from = middle(search);
        float sum = 0;
        for (int k = static_cast<int>(threadIdx.x); k < count; k += static_cast<int>(blockDim.x)) {
            sum += values[k] >= from ? share_of<by_value>(values[k]) : 0.0f;
        }
        if (block_sum(sum) / total >= goal) {
            search.low = -largest_where([=](float v) { return v >= from ? -v : -INFINITY; });
        } else {
            search.high = largest_where([=](float v) { return v < from ? v : -INFINITY; });
        }
    }
    return search.low;
}

// As cut_weights.
template <bool by_value>
__device__ __forceinline__ void block_cut_weights(
        int count, const float *values, float total, float goal, float *weights) {
    const float cut = block_find_cut<by_value>(count, values, total, goal);
    float sum = 0;
    for (int k = static_cast<int>(threadIdx.x); k < count; k += static_cast<int>(blockDim.x)) {
        sum += values[k] > cut ? share_of<by_value>(values[k]) : 0.0f;
    }
    const float above = block_sum(sum);
    // How many of those on the cut lie before k: threads take whole stretches of values.
    const int stretch = (count + static_cast<int>(blockDim.x) - 1) / static_cast<int>(blockDim.x);
    const int first = static_cast<int>(threadIdx.x) * stretch;
    const int last = first + stretch < count ? first + stretch : count;
    int on_cut = 0;
    for (int k = first; k < last; ++k) {
        on_cut += values[k] == cut;
    }
    int before = count_before(on_cut);
    for (int k = first; k < last; ++k) {
        const float value = values[k];
        const float so_far = above + static_cast<float>(before) * share_of<by_value>(cut);
        const bool taken = value > cut || (value == cut && so_far / total < goal);
        before += value == cut;
        weights[k] = taken ? weights[k] : 0.0f;
    }
    __syncthreads();
}

// As sample_categorical. scratch: [K]. A function of its own: what its searches take of registers
// would be missing around it.
__device__ __noinline__ inline int block_sample_categorical(
        int K, const float *logits, const Draw &draw, float *scratch) {
    const int likeliest = block_first_largest(K, logits);
    if (!(draw.temperature > 0)) {
        return likeliest;
    }
    const float largest = logits[likeliest];
    const bool limits_count = draw.top_k > 0 && draw.top_k < K;
    if (!limits_count && !(draw.top_p < 1)) {
        return block_gumbel_max(K, logits, largest, nullptr, draw, likeliest);
    }
    for (int k = static_cast<int>(threadIdx.x); k < K; k += static_cast<int>(blockDim.x)) {
        scratch[k] = exponential((logits[k] - largest) / draw.temperature);
    }
    __syncthreads();
    if (limits_count) {
        block_cut_weights<false>(K, logits, 1, static_cast<float>(draw.top_k), scratch);
    }
    if (draw.top_p < 1) {
        float sum = 0;
        for (int k = static_cast<int>(threadIdx.x); k < K; k += static_cast<int>(blockDim.x)) {
            sum += scratch[k];
        }
        block_cut_weights<true>(K, scratch, block_sum(sum), draw.top_p, scratch);
    }
    return block_gumbel_max(K, logits, largest, scratch, draw, likeliest);
}

// A thread's event d of sample_bernoulli.
__device__ __forceinline__ float sample_event(int d, const float *logits, const Draw &draw) {
    if (!(draw.temperature > 0)) {
        return logits[d] > 0 ? 1.0f : 0.0f;
    }
    const float uniform = unit_uniform(random_block(draw, d / 4).words[d % 4]);
    return uniform < logistic(logits[d] / draw.temperature) ? 1.0f : 0.0f;
}

// A thread's dimension d of sample_mixture, from component k.
__device__ __forceinline__ float sample_dimension(
        int d, int64_t D, int64_t K, int k, float floor, const float *outputs, const Draw &draw) {
    const float mean = outputs[K + k * D + d];
    if (!(draw.temperature > 0)) {
        return mean;
    }
    const PhiloxBlock block = random_block(draw, (K + 3) / 4 + d / 4);
    const int pair = d % 4 / 2 * 2;
    float noise[2];
    normals(pair == 0 ? block.words[0] : block.words[2],
            pair == 0 ? block.words[1] : block.words[3], &noise[0], &noise[1]);
    const float sigma = floor + exponential(outputs[K + K * D + k * D + d]);
    return mean + sqrtf(draw.temperature) * sigma * (d % 2 == 0 ? noise[0] : noise[1]);
}

// A frame [D] from outputs [P] of a head. scratch: [K] with TB_CATEGORICAL. Ends without a barrier.
__device__ __forceinline__ void block_sample_frame(tb_head head, int64_t D, int64_t K, float floor,
        const float *outputs, const Draw &draw, float *scratch, float *frame, float *out) {
    const int count = static_cast<int>(K);
    int chosen = 0;
    if (head == TB_CATEGORICAL) {
        chosen = block_sample_categorical(count, outputs, draw, scratch);
    } else if (head == TB_MIXTURE) {
        chosen = block_first_largest(count, outputs);
        // Quotients by less overflow.
        if (draw.temperature > 1e-30f) {
            chosen = block_gumbel_max(count, outputs, 0, nullptr, draw, chosen);
        }
    }
    for (int d = static_cast<int>(threadIdx.x); d < D; d += static_cast<int>(blockDim.x)) {
        const float value = head == TB_CATEGORICAL ? static_cast<float>(chosen)
                            : head == TB_MIXTURE
                                    ? sample_dimension(d, D, K, chosen, floor, outputs, draw)
                            : head == TB_BERNOULLI ? sample_event(d, outputs, draw)
                                                   : outputs[d];
        frame[d] = value;
        out[d] = value;
    }
}

}  // namespace timbrel
