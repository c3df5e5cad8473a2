// SPDX-License-Identifier: Apache-2.0
// The language of kernels whose blocks work together: launch.h, and words with which the blocks of
// a cluster, or of a grid that is resident as a whole, reach each other; and products of whole
// warps. native/emulator/include/emulated_team.h has the same words on the emulated device.
//
// What the words are made of is described in NVIDIA's "Parallel Thread Execution ISA", chapters
// "mbarrier", "st.async", "barrier.cluster", "mma" and "Memory Consistency Model": a vector is
// there as many words in any order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "launch.h"

#ifdef __CUDACC__

namespace timbrel {

// Ends the kernel with an error: this card has no such word, and no plan chooses it there.
__device__ __forceinline__ void no_such_word() {
    __trap();
}

__device__ __forceinline__ uint32_t shared_address(const void *memory) {
    return static_cast<uint32_t>(__cvta_generic_to_shared(memory));
}

// The block's number in its cluster.
__device__ __forceinline__ unsigned cluster_rank() {
    unsigned rank = 0;
#if __CUDA_ARCH__ >= 900
    asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
#else
    no_such_word();
#endif
    return rank;
}

// All threads of all blocks of the cluster; what they wrote before it, all of them see behind it.
__device__ __forceinline__ void cluster_barrier() {
#if __CUDA_ARCH__ >= 900
    asm volatile("barrier.cluster.arrive.release;" ::: "memory");
    asm volatile("barrier.cluster.wait.acquire;" ::: "memory");
#else
    no_such_word();
#endif
}

// Arrivals count the bytes that come to a block: a barrier in its shared memory, 8 bytes, with
// phases 0, 1, 2 ... A phase ends once one thread has told how many bytes it expects and so many
// have come; they may come before it has told. By one thread, before arrivals_visible and
// cluster_barrier.
__device__ __forceinline__ void arrival_begin(uint64_t *barrier) {
#if __CUDA_ARCH__ >= 900
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared_address(barrier))
            : "memory");
#else
    no_such_word();
#endif
}

// By the thread that began the arrivals, so that other blocks can send to them behind the next
// cluster_barrier.
__device__ __forceinline__ void arrivals_visible() {
#if __CUDA_ARCH__ >= 900
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
#else
    no_such_word();
#endif
}

// By one thread, once a phase.
__device__ __forceinline__ void arrival_expect(uint64_t *barrier, unsigned bytes) {
#if __CUDA_ARCH__ >= 900
    asm volatile("mbarrier.arrive.expect_tx.release.cta.shared::cta.b64 _, [%0], %1;" ::"r"(
                         shared_address(barrier)),
            "r"(bytes)
            : "memory");
#else
    no_such_word();
#endif
}

// Whether the latest phase of this parity (0: phases 0, 2, ...) has ended; behind true its words
// are there. Waits for a microsecond or so itself. A thread asks for one phase after the other.
__device__ __forceinline__ bool arrival_seen(uint64_t *barrier, unsigned parity) {
    unsigned seen = 0;
#if __CUDA_ARCH__ >= 900
    // Without it a card waits as long as it likes, and nobody looks at the clock and the host.
    constexpr unsigned most_ns = 1000;
    asm volatile(
            "{\n\t"
            ".reg .pred complete;\n\t"
            "mbarrier.try_wait.parity.acquire.cluster.shared::cta.b64 complete, [%1], %2, %3;\n\t"
            "selp.b32 %0, 1, 0, complete;\n\t"
            "}"
            : "=r"(seen)
            : "r"(shared_address(barrier)), "r"(parity), "r"(most_ns)
            : "memory");
#else
    no_such_word();
#endif
    return seen != 0;
}

// Writes value some time later, and 4 bytes have come to the barrier then. word and barrier are
// addresses in this block's shared memory; meant are the same places in the block rank of the
// cluster, which must not have left the kernel. Words sent one after the other may come in any
// order.
__device__ __forceinline__ void send_async(
        uint32_t value, void *word, uint64_t *barrier, unsigned rank) {
#if __CUDA_ARCH__ >= 900
    uint32_t there = 0;
    asm("mapa.shared::cluster.u32 %0, %1, %2;"
            : "=r"(there)
            : "r"(shared_address(word)), "r"(rank));
    // Both lie in the memory that the launch asked for, at the same distance in every block.
    const uint32_t barrier_there = there + (shared_address(barrier) - shared_address(word));
    asm volatile(
            "st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.b32 [%0], %1, [%2];" ::"r"(
                    there),
            "r"(value), "r"(barrier_there)
            : "memory");
#else
    no_such_word();
#endif
}

// Words in global memory that other blocks look at. Nothing else is ordered by them: a word carries
// its value and the sign that it is new together.
__device__ __forceinline__ void publish(uint64_t *word, uint64_t value) {
    asm volatile(
            "st.relaxed.gpu.global.u64 [%0], %1;" ::"l"(__cvta_generic_to_global(word)), "l"(value)
            : "memory");
}

__device__ __forceinline__ uint64_t look(const uint64_t *word) {
    uint64_t value = 0;
    asm volatile("ld.relaxed.gpu.global.u64 %0, [%1];"
            : "=l"(value)
            : "l"(__cvta_generic_to_global(word))
            : "memory");
    return value;
}

// Two words that follow each other, aligned to 16 bytes, at once: as two looks in any order.
struct TwoWords {
    uint64_t first, second;
};

__device__ __forceinline__ TwoWords look_at_two(const uint64_t *words) {
    TwoWords two = {};
    asm volatile("ld.relaxed.gpu.global.v2.u64 {%0, %1}, [%2];"
            : "=l"(two.first), "=l"(two.second)
            : "l"(__cvta_generic_to_global(words))
            : "memory");
    return two;
}

// In memory that the host sees too.
__device__ __forceinline__ int32_t look_at_host(const int32_t *signal) {
    return *static_cast<const volatile int32_t *>(signal);
}

__device__ __forceinline__ void tell_host(int32_t *signal, int32_t value) {
    *static_cast<volatile int32_t *>(signal) = value;
}

// A clock that all blocks have in common. It may stand still for a microsecond at a time.
__device__ __forceinline__ uint64_t nanoseconds() {
    uint64_t now = 0;
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
    return now;
}

// sums += a * b by a whole warp: 16 rows, 8 columns. Of lane 4r + q, sums are of (row r, columns 2q
// and 2q + 1) and of (row r + 8, the same). Of a, x and z are of row r, y and w of row r + 8; b is
// of column r. Nothing is promised about the order of sums.
//
// Depth 16; pairs of bf16, the lower half first: a.x, a.y and b.x have depths 2q and 2q + 1; a.z,
// a.w and b.y have 2q + 8 and 2q + 9.
__device__ __forceinline__ void multiply_bf16(float (&sums)[4], const uint4 &a, const uint2 &b) {
#if __CUDA_ARCH__ >= 800
    asm volatile(
            "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
            "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
            : "r"(a.x), "r"(a.y), "r"(a.z), "r"(a.w), "r"(b.x), "r"(b.y));
#else
    no_such_word();
#endif
}

// Depth 8; floats of which the lowest 13 bits are taken for zeros: a.x, a.y and b.x have depth q;
// a.z, a.w and b.y have q + 4.
__device__ __forceinline__ void multiply_tf32(float (&sums)[4], const uint4 &a, const uint2 &b) {
#if __CUDA_ARCH__ >= 800
    asm volatile(
            "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 "
            "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
            : "r"(a.x), "r"(a.y), "r"(a.z), "r"(a.w), "r"(b.x), "r"(b.y));
#else
    no_such_word();
#endif
}

// Lets a kernel have so much shared memory beyond its static one, and clusters of more than 8
// blocks, which not every card has.
template <typename... Parameters>
cudaError_t allow_team(void (*kernel)(Parameters...), unsigned cluster, size_t shared_bytes) {
    const void *const function = reinterpret_cast<const void *>(kernel);
    cudaError_t result = cudaFuncSetAttribute(
            function, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared_bytes));
    constexpr unsigned portable_cluster = 8;
    if (result == cudaSuccess && cluster > portable_cluster) {
        result = cudaFuncSetAttribute(function, cudaFuncAttributeNonPortableClusterSizeAllowed, 1);
    }
    return result;
}

// What both launches have in common. An error is given here, and not once more by the next call
// that asks for the last one.
template <typename... Parameters, typename... Arguments>
cudaError_t launch_team(void (*kernel)(Parameters...), dim3 grid, dim3 block,
        std::initializer_list<cudaLaunchAttribute> given, unsigned cluster, size_t shared_bytes,
        cudaStream_t stream, Arguments... arguments) {
    cudaLaunchAttribute attributes[2] = {};
    std::copy(given.begin(), given.end(), attributes);
    cudaError_t result = allow_team(kernel, cluster, shared_bytes);
    if (result == cudaSuccess) {
        cudaLaunchConfig_t config = {};
        config.gridDim = grid;
        config.blockDim = block;
        config.dynamicSmemBytes = shared_bytes;
        config.stream = stream;
        config.attrs = attributes;
        config.numAttrs = static_cast<unsigned>(given.size());
        result = cudaLaunchKernelEx(&config, kernel, arguments...);
    }
    const cudaError_t last = cudaGetLastError();
    return result == cudaSuccess ? last : result;
}

// As launch, for a grid of clusters of so many blocks, which follow each other in x.
template <typename... Parameters, typename... Arguments>
cudaError_t launch_clusters(void (*kernel)(Parameters...), dim3 grid, dim3 block, unsigned cluster,
        size_t shared_bytes, cudaStream_t stream, Arguments... arguments) {
    cudaLaunchAttribute size = {}, place = {};
    size.id = cudaLaunchAttributeClusterDimension;
    size.val.clusterDim.x = cluster;
    size.val.clusterDim.y = 1;
    size.val.clusterDim.z = 1;
    // Two blocks that find room on one multiprocessor would share its tensor cores and its memory.
    place.id = cudaLaunchAttributeClusterSchedulingPolicyPreference;
    place.val.clusterSchedulingPolicyPreference = cudaClusterSchedulingPolicySpread;
    return launch_team(
            kernel, grid, block, {size, place}, cluster, shared_bytes, stream, arguments...);
}

// As launch, for a grid all of whose blocks are resident at once: refused where they are too many.
template <typename... Parameters, typename... Arguments>
cudaError_t launch_resident(void (*kernel)(Parameters...), dim3 grid, dim3 block,
        size_t shared_bytes, cudaStream_t stream, Arguments... arguments) {
    cudaLaunchAttribute attribute = {};
    attribute.id = cudaLaunchAttributeCooperative;
    attribute.val.cooperative = 1;
    return launch_team(kernel, grid, block, {attribute}, 1, shared_bytes, stream, arguments...);
}

}  // namespace timbrel

#endif
