// SPDX-License-Identifier: Apache-2.0
// Sums and largest values over a warp or a block, in an order that depends on nothing but the
// block's size.
#pragma once

#include "launch.h"

namespace timbrel {

constexpr unsigned whole_warp = 0xffffffffu;
constexpr int lanes_per_warp = 32;

// Every lane gets the sum: the butterfly adds the same two numbers on both sides.
template <typename Value>
__device__ __forceinline__ Value warp_sum(Value value) {
    for (unsigned lanes = lanes_per_warp / 2; lanes > 0; lanes /= 2) {
        value += __shfl_xor_sync(whole_warp, value, lanes);
    }
    return value;
}

// A NaN is passed over where another lane has a number.
__device__ __forceinline__ float warp_max(float value) {
    for (unsigned lanes = lanes_per_warp / 2; lanes > 0; lanes /= 2) {
        value = fmaxf(value, __shfl_xor_sync(whole_warp, value, lanes));
    }
    return value;
}

template <typename Value>
struct WarpSums {
    Value of_warp[lanes_per_warp];
};

// Every thread of a block of whole warps gets the sum. Begins with a barrier, so that it may
// stand in a loop; none follows its last read of the shared memory.
template <typename Value>
__device__ __forceinline__ Value block_sum(Value value) {
    Value *const sums = block_shared<WarpSums<Value>>().of_warp;
    value = warp_sum(value);
    __syncthreads();
    if (threadIdx.x % lanes_per_warp == 0) {
        sums[threadIdx.x / lanes_per_warp] = value;
    }
    __syncthreads();
    Value sum = 0;
    for (unsigned warp = 0; warp < blockDim.x / lanes_per_warp; ++warp) {
        sum += sums[warp];
    }
    return sum;
}

// The same of the largest value. A NaN is passed over where another thread has a number.
__device__ __forceinline__ float block_max(float value) {
    float *const values = block_shared<WarpSums<float>>().of_warp;
    value = warp_max(value);
    __syncthreads();
    if (threadIdx.x % lanes_per_warp == 0) {
        values[threadIdx.x / lanes_per_warp] = value;
    }
    __syncthreads();
    float largest = values[0];
    for (unsigned warp = 1; warp < blockDim.x / lanes_per_warp; ++warp) {
        largest = fmaxf(largest, values[warp]);
    }
    return largest;
}

// The sum of the counts of all threads before this one. Barriers as in block_sum.
__device__ __forceinline__ int count_before(int count) {
    int *const counts = block_shared<WarpSums<int>>().of_warp;
    const unsigned lane = threadIdx.x % lanes_per_warp, own_warp = threadIdx.x / lanes_per_warp;
    int before = 0;
    for (unsigned other = 0; other + 1 < lanes_per_warp; ++other) {
        const int there = __shfl_sync(whole_warp, count, static_cast<int>(other));
        before += other < lane ? there : 0;
    }
    __syncthreads();
    if (lane == lanes_per_warp - 1) {
        counts[own_warp] = before + count;
    }
    __syncthreads();
    for (unsigned warp = 0; warp < own_warp; ++warp) {
        before += counts[warp];
    }
    return before;
}

// A value and where it is; where is negative while there is none.
struct Place {
    float value;
    int where;
};

// The larger value; of equals, what comes first.
__device__ __forceinline__ Place larger(const Place &a, const Place &b) {
    const bool second =
            a.where < 0 ||
            (b.where >= 0 && (b.value > a.value || (b.value == a.value && b.where < a.where)));
    return second ? b : a;
}

struct WarpPlaces {
    Place of_warp[lanes_per_warp];
};

template <int number>
struct WarpPlacesApart : WarpPlaces {};

// The largest of all threads' values, the first of equals. Begins without a barrier: one lies
// between two calls of the same number, which share no memory with those of others.
template <int number>
__device__ __forceinline__ Place block_largest_apart(Place place) {
    Place *const places = block_shared<WarpPlacesApart<number>>().of_warp;
    for (unsigned lanes = lanes_per_warp / 2; lanes > 0; lanes /= 2) {
        const Place other = {__shfl_xor_sync(whole_warp, place.value, lanes),
                __shfl_xor_sync(whole_warp, place.where, lanes)};
        place = larger(place, other);
    }
    if (threadIdx.x % lanes_per_warp == 0) {
        places[threadIdx.x / lanes_per_warp] = place;
    }
    __syncthreads();
    Place largest = places[0];
    for (unsigned warp = 1; warp < blockDim.x / lanes_per_warp; ++warp) {
        largest = larger(largest, places[warp]);
    }
    return largest;
}

}  // namespace timbrel
