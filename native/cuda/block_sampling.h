// SPDX-License-Identifier: Apache-2.0
// The draws of common/sampling.h by all threads of a block, from the same random numbers. Every
// thread calls with the same arguments.
#pragma once

#include "reduce.h"
#include "sampling.h"

namespace timbrel {

// The random numbers of a draw, made where they are needed.
struct NoiseOfDraw {
    const Draw *draw;

    __device__ __forceinline__ static uint32_t word(const PhiloxBlock &block, int which) {
        // A register has no address that an index could count.
        const uint32_t low = which % 2 == 0 ? block.words[0] : block.words[1];
        const uint32_t high = which % 2 == 0 ? block.words[2] : block.words[3];
        return which / 2 == 0 ? low : high;
    }
    // Of category or component k.
    __device__ __forceinline__ float gumbel(int k) const {
        return timbrel::gumbel(word(random_block(*draw, k / 4), k % 4));
    }
    // Of event d.
    __device__ __forceinline__ float uniform(int d) const {
        return unit_uniform(word(random_block(*draw, d / 4), d % 4));
    }
    // Of dimension d of a mixture of K.
    __device__ __forceinline__ float normal(int K, int d) const {
        const PhiloxBlock block = random_block(*draw, (K + 3) / 4 + d / 4);
        const bool first = d % 4 / 2 == 0;
        float pair[2];
        normals(first ? block.words[0] : block.words[2], first ? block.words[1] : block.words[3],
                &pair[0], &pair[1]);
        return d % 2 == 0 ? pair[0] : pair[1];
    }
};

// The same made before, in [noise_count]: number i of it, and all of them.
__device__ __forceinline__ float noise_of(tb_head head, int K, int i, const Draw &draw) {
    const NoiseOfDraw noise = {&draw};
    return head == TB_BERNOULLI             ? noise.uniform(i)
           : head == TB_MIXTURE && i >= K ? noise.normal(K, i - K)
                                            : noise.gumbel(i);
}

struct NoiseInMemory {
    const float *numbers;

    __device__ __forceinline__ float gumbel(int k) const { return numbers[k]; }
    __device__ __forceinline__ float uniform(int d) const { return numbers[d]; }
    __device__ __forceinline__ float normal(int K, int d) const { return numbers[K + d]; }
};

// As first_largest: what is no number is passed over. A thread reads values threadIdx.x and every
// blockDim.x-th behind it before the first barrier. A barrier lies between two calls.
__device__ __forceinline__ int block_first_largest(int count, const float *values) {
    Place largest = {0, -1};
    for (int k = static_cast<int>(threadIdx.x); k < count; k += static_cast<int>(blockDim.x)) {
        if (values[k] >= -INFINITY) {
            largest = larger(largest, {values[k], k});
        }
    }
    const int where = block_largest_apart<0>(largest).where;
    return where < 0 ? 0 : where;
}

// As gumbel_max: weights [K] or NULL. Reads and barriers as block_first_largest.
template <typename Noise>
__device__ __forceinline__ int block_gumbel_max(int K, const float *logits, float shift,
        const float *weights, float temperature, const Noise &noise, int fallback) {
    Place best = {0, -1};
    for (int k = static_cast<int>(threadIdx.x); k < K; k += static_cast<int>(blockDim.x)) {
        if (weights != nullptr && !(weights[k] > 0)) {
            continue;
        }
        const float score = (logits[k] - shift) / temperature + noise.gumbel(k);
        if (score > -INFINITY) {
            best = larger(best, {score, k});
        }
    }
    const Place all = block_largest_apart<1>(best);
    return all.where < 0 ? fallback : all.where;
}

// As cut_weights, of no more values than threads, each of which finds the rank of one; total is
// their sum for top_p, one for top_k. weights may be values. Begins behind a barrier; at the end a
// thread has its own weight, and nothing more.
template <bool by_value>
__device__ __forceinline__ void block_cut_by_rank(
        int count, const float *values, float goal, float *weights) {
    const int own = static_cast<int>(threadIdx.x);
    const float value = own < count ? values[own] : 0.0f;
    float above = 0, sum = 0;
    int before = 0;
#pragma unroll 4
    for (int k = 0; k < count; ++k) {
        const float other = values[k];
        above += other > value ? share_of<by_value>(other) : 0.0f;
        sum += by_value ? other : 0.0f;
        before += other == value && k < own;
    }
    const float so_far = above + static_cast<float>(before) * share_of<by_value>(value);
    const bool taken = value == value && !(so_far / (by_value ? sum : 1.0f) >= goal);
    if (by_value) {
        __syncthreads();
    }
    if (own < count && !taken) {
        weights[own] = 0;
    }
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

// What top_k and top_p leave of weights [K]. Begins where a thread has written its own, and it may
// read no others at the end.
__device__ __forceinline__ void block_limit_by_rank(
        int K, const float *logits, const Draw &draw, float *weights) {
    if (draw.top_k > 0 && draw.top_k < K) {
        block_cut_by_rank<false>(K, logits, static_cast<float>(draw.top_k), weights);
    }
    if (draw.top_p < 1) {
        __syncthreads();
        block_cut_by_rank<true>(K, weights, draw.top_p, weights);
    }
}
__device__ __forceinline__ void block_limit_by_search(
        int K, const float *logits, const Draw &draw, float *weights) {
    __syncthreads();
    if (draw.top_k > 0 && draw.top_k < K) {
        block_cut_weights<false>(K, logits, 1, static_cast<float>(draw.top_k), weights);
    }
    if (draw.top_p < 1) {
        float sum = 0;
        for (int k = static_cast<int>(threadIdx.x); k < K; k += static_cast<int>(blockDim.x)) {
            sum += weights[k];
        }
        block_cut_weights<true>(K, weights, block_sum(sum), draw.top_p, weights);
    }
}

// As sample_categorical. scratch: [K]. A function of its own: what its searches take of registers
// would be missing around it. Reads and barriers as block_first_largest.
template <typename Noise>
__device__ __noinline__ int block_sample_categorical(
        int K, const float *logits, const Draw &draw, const Noise noise, float *scratch) {
    const int likeliest = block_first_largest(K, logits);
    if (!(draw.temperature > 0)) {
        return likeliest;
    }
    const float largest = logits[likeliest];
    const bool limited = (draw.top_k > 0 && draw.top_k < K) || draw.top_p < 1;
    if (limited) {
        for (int k = static_cast<int>(threadIdx.x); k < K; k += static_cast<int>(blockDim.x)) {
            scratch[k] = exponential((logits[k] - largest) / draw.temperature);
        }
        if (K <= static_cast<int>(blockDim.x)) {
            block_limit_by_rank(K, logits, draw, scratch);
        } else {
            block_limit_by_search(K, logits, draw, scratch);
        }
    }
    return block_gumbel_max(
            K, logits, largest, limited ? scratch : nullptr, draw.temperature, noise, likeliest);
}

// A thread's event d of sample_bernoulli.
template <typename Noise>
__device__ __forceinline__ float sample_event(
        int d, const float *logits, const Draw &draw, const Noise &noise) {
    if (!(draw.temperature > 0)) {
        return logits[d] > 0 ? 1.0f : 0.0f;
    }
    return noise.uniform(d) < logistic(logits[d] / draw.temperature) ? 1.0f : 0.0f;
}

// A thread's dimension d of sample_mixture, from component k.
template <typename Noise>
__device__ __forceinline__ float sample_dimension(int d, int64_t D, int64_t K, int k, float floor,
        const float *outputs, const Draw &draw, const Noise &noise) {
    const float mean = outputs[K + k * D + d];
    if (!(draw.temperature > 0)) {
        return mean;
    }
    const float sigma = floor + exponential(outputs[K + K * D + k * D + d]);
    return mean + sqrtf(draw.temperature) * sigma * noise.normal(static_cast<int>(K), d);
}

// A frame [D] from outputs [P] of a head. scratch: [K] with TB_CATEGORICAL. Reads as
// block_first_largest; ends without a barrier.
template <typename Noise>
__device__ __forceinline__ void block_sample_frame(tb_head head, int64_t D, int64_t K, float floor,
        const float *outputs, const Draw &draw, const Noise &noise, float *scratch, float *frame,
        float *out) {
    const int count = static_cast<int>(K);
    int chosen = 0;
    if (head == TB_CATEGORICAL) {
        chosen = block_sample_categorical(count, outputs, draw, noise, scratch);
    } else if (head == TB_MIXTURE) {
        chosen = block_first_largest(count, outputs);
        // Quotients by less overflow.
        if (draw.temperature > 1e-30f) {
            chosen = block_gumbel_max(
                    count, outputs, 0, nullptr, draw.temperature, noise, chosen);
        }
    }
    for (int d = static_cast<int>(threadIdx.x); d < D; d += static_cast<int>(blockDim.x)) {
        const float value = head == TB_CATEGORICAL ? static_cast<float>(chosen)
                            : head == TB_MIXTURE
                                    ? sample_dimension(
                                              d, D, K, chosen, floor, outputs, draw, noise)
                            : head == TB_BERNOULLI ? sample_event(d, outputs, draw, noise)
                                                   : outputs[d];
        frame[d] = value;
        out[d] = value;
    }
}

}  // namespace timbrel
