// SPDX-License-Identifier: Apache-2.0
// Grids for loops over elements.
#pragma once

#include "host_device.h"
#include "launch.h"

namespace timbrel {

constexpr int element_threads = 256;

TIMBREL_HOST_DEVICE constexpr int64_t parts(int64_t count, int64_t size) {
    return count / size + (count % size != 0);
}

// Blocks of element_threads for count elements: at most so many as fill any card, because every
// thread takes an element after the other.
inline dim3 element_blocks(int64_t count) {
    constexpr int64_t most = 4096;
    const int64_t blocks = parts(count, element_threads);
    return dim3(static_cast<unsigned>(blocks < most ? blocks : most));
}

// Blocks for so many rows, each of which takes one after the other.
inline dim3 row_blocks(int64_t rows) {
    constexpr int64_t most = 1 << 16;
    return dim3(static_cast<unsigned>(rows < most ? rows : most));
}

// for (int64_t k = first_element(); k < count; k += element_stride())
__device__ __forceinline__ int64_t first_element() {
    return static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
}

__device__ __forceinline__ int64_t element_stride() {
    return static_cast<int64_t>(gridDim.x) * blockDim.x;
}

}  // namespace timbrel
