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

// Every thread of a block of whole warps gets the sum. Begins and ends with a barrier, so that it
// may stand in a loop.
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

}  // namespace timbrel
