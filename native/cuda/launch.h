// SPDX-License-Identifier: Apache-2.0
// The language of the kernels: CUDA's, and three words of our own that the emulated device has too,
// so that one source serves both. native/emulator/include/cuda_runtime.h has them there.
#pragma once

#include <cuda_runtime.h>

#ifdef __CUDACC__

namespace timbrel {

// Shared memory of the block, one object for each type.
template <typename Shared>
__device__ __forceinline__ Shared &block_shared() {
    __shared__ Shared memory;
    return memory;
}

// What the launch asked for beyond that.
__device__ __forceinline__ float *block_shared_floats() {
    extern __shared__ float4 dynamic_memory[];
    return reinterpret_cast<float *>(dynamic_memory);
}

// Enqueues kernel(arguments...) for every thread of the grid.
template <typename... Parameters, typename... Arguments>
cudaError_t launch(void (*kernel)(Parameters...), dim3 grid, dim3 block, size_t shared_bytes,
        cudaStream_t stream, Arguments... arguments) {
    kernel<<<grid, block, shared_bytes, stream>>>(arguments...);
    return cudaGetLastError();
}

}  // namespace timbrel

#endif
