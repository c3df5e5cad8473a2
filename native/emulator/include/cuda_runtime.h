// SPDX-License-Identifier: Apache-2.0
// What native/cuda uses of CUDA's language and run-time library, on the emulated device. It stands
// in for the toolkit's header of the same name and needs none of it.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <utility>

#include "emulator.h"

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __noinline__ __attribute__((noinline))
#define __grid_constant__
#define __launch_bounds__(...)

struct uint3 {
    unsigned x, y, z;
};

struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};

struct alignas(8) float2 {
    float x, y;
};

struct alignas(8) uint2 {
    unsigned x, y;
};

struct alignas(16) float4 {
    float x, y, z, w;
};

struct alignas(16) uint4 {
    unsigned x, y, z, w;
};

#define threadIdx (timbrel::emulator::current->thread)
#define blockIdx (timbrel::emulator::current->block)
// No macros: launch configurations have fields of these names.
inline const timbrel::emulator::Index &blockDim = timbrel::emulator::block_size;
inline const timbrel::emulator::Index &gridDim = timbrel::emulator::grid_size;

inline void __syncthreads() {
    timbrel::emulator::block_barrier();
}

inline int __syncthreads_and(int predicate) {
    return timbrel::emulator::block_barrier_and(predicate != 0);
}

inline void __syncwarp() {
    timbrel::emulator::exchange(0, 0);
}

// Masks are those of whole warps: kernels here use no others.
template <typename Value>
Value __shfl_sync(unsigned, Value value, unsigned from) {
    static_assert(sizeof(Value) <= sizeof(uint64_t));
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    bits = timbrel::emulator::exchange(bits, from);
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

template <typename Value>
Value __shfl_xor_sync(unsigned mask, Value value, unsigned lanes) {
    return __shfl_sync(mask, value, timbrel::emulator::current->lane ^ lanes);
}

inline unsigned __ballot_sync(unsigned, bool predicate) {
    return timbrel::emulator::ballot(predicate);
}

inline int __ffs(unsigned bits) {
    return __builtin_ffs(static_cast<int>(bits));
}

// Values as the toolkit has them.
enum cudaError_t {
    cudaSuccess = 0,
    cudaErrorInvalidValue = 1,
    cudaErrorMemoryAllocation = 2,
    cudaErrorInvalidConfiguration = 9,
    cudaErrorInvalidDevice = 101,
    cudaErrorNoKernelImageForDevice = 209,
    cudaErrorLaunchFailure = 719,
    cudaErrorCooperativeLaunchTooLarge = 720,
    cudaErrorNotSupported = 801,
    cudaErrorInvalidClusterSize = 912
};

enum cudaMemcpyKind {
    cudaMemcpyHostToHost = 0,
    cudaMemcpyHostToDevice = 1,
    cudaMemcpyDeviceToHost = 2,
    cudaMemcpyDeviceToDevice = 3,
    cudaMemcpyDefault = 4
};

struct CUstream_st;
using cudaStream_t = CUstream_st *;
constexpr unsigned cudaStreamNonBlocking = 1;

// Every call here gives its own error, so that none is left behind.
inline cudaError_t cudaGetLastError() {
    return cudaSuccess;
}

inline const char *cudaGetErrorString(cudaError_t error) {
    switch (error) {
        case cudaSuccess:
            return "no error";
        case cudaErrorInvalidValue:
            return "invalid argument";
        case cudaErrorMemoryAllocation:
            return "out of memory";
        case cudaErrorInvalidConfiguration:
            return "invalid configuration argument";
        case cudaErrorInvalidDevice:
            return "invalid device ordinal";
        case cudaErrorNoKernelImageForDevice:
            return "no kernel image is available for execution on the device";
        case cudaErrorLaunchFailure:
            return "unspecified launch failure";
        case cudaErrorCooperativeLaunchTooLarge:
            return "too many blocks in cooperative launch";
        case cudaErrorNotSupported:
            return "operation not supported";
        case cudaErrorInvalidClusterSize:
            return "cluster misconfiguration";
    }
    return "unknown error";
}

inline const char *cudaGetErrorName(cudaError_t error) {
    switch (error) {
        case cudaSuccess:
            return "cudaSuccess";
        case cudaErrorInvalidValue:
            return "cudaErrorInvalidValue";
        case cudaErrorMemoryAllocation:
            return "cudaErrorMemoryAllocation";
        case cudaErrorInvalidConfiguration:
            return "cudaErrorInvalidConfiguration";
        case cudaErrorInvalidDevice:
            return "cudaErrorInvalidDevice";
        case cudaErrorNoKernelImageForDevice:
            return "cudaErrorNoKernelImageForDevice";
        case cudaErrorLaunchFailure:
            return "cudaErrorLaunchFailure";
        case cudaErrorCooperativeLaunchTooLarge:
            return "cudaErrorCooperativeLaunchTooLarge";
        case cudaErrorNotSupported:
            return "cudaErrorNotSupported";
        case cudaErrorInvalidClusterSize:
            return "cudaErrorInvalidClusterSize";
    }
    return "cudaErrorUnknown";
}

inline cudaError_t cudaGetDeviceCount(int *count) {
    *count = 1;
    return cudaSuccess;
}

inline cudaError_t cudaMalloc(void **memory, size_t bytes) {
    *memory = timbrel_emulator_allocate(bytes);
    return *memory ? cudaSuccess : cudaErrorMemoryAllocation;
}

template <typename Element>
cudaError_t cudaMalloc(Element **memory, size_t bytes) {
    return cudaMalloc(reinterpret_cast<void **>(memory), bytes);
}

inline cudaError_t cudaFree(void *memory) {
    timbrel_emulator_free(memory);
    return cudaSuccess;
}

inline cudaError_t cudaMemcpyAsync(
        void *to, const void *from, size_t bytes, cudaMemcpyKind, cudaStream_t stream) {
    timbrel_emulator_enqueue(stream, [=] {
        if (bytes > 0) {
            std::memcpy(to, from, bytes);
        }
    });
    return cudaSuccess;
}

inline cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, cudaMemcpyKind kind) {
    return cudaMemcpyAsync(to, from, bytes, kind, nullptr);
}

inline cudaError_t cudaMemsetAsync(void *memory, int value, size_t bytes, cudaStream_t stream) {
    timbrel_emulator_enqueue(stream, [=] {
        if (bytes > 0) {
            std::memset(memory, value, bytes);
        }
    });
    return cudaSuccess;
}

inline cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned) {
    *stream = static_cast<cudaStream_t>(timbrel_emulator_stream_create());
    return cudaSuccess;
}

inline cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
    timbrel_emulator_synchronize(stream, false);
    return cudaSuccess;
}

inline cudaError_t cudaStreamDestroy(cudaStream_t stream) {
    timbrel_emulator_stream_destroy(stream);
    return cudaSuccess;
}

inline cudaError_t cudaDeviceSynchronize() {
    timbrel_emulator_synchronize(nullptr, true);
    return cudaSuccess;
}

namespace timbrel {

// Shared memory of the block, one object for each type.
template <typename Shared>
Shared &block_shared() {
    alignas(16) static unsigned char memory[sizeof(Shared)];
    static const bool added = (emulator::add_shared(memory, sizeof memory), true);
    static_cast<void>(added);
    return *reinterpret_cast<Shared *>(
            emulator::current->in_team ? emulator::shared_in_team(memory, sizeof memory) : memory);
}

// What the launch asked for beyond that.
inline float *block_shared_floats() {
    return reinterpret_cast<float *>(emulator::current->dynamic_shared);
}

}  // namespace timbrel

#include "emulated_card.h"
#include "emulated_team.h"
