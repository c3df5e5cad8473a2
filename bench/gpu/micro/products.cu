// SPDX-License-Identifier: GPL-3.0-or-later
// One block's share of a step at H = 512 over a cluster of 16: 128 rows of weights in registers
// times 8 sequences of 512 from shared memory, in bf16 with fp32 sums, by mma.sync and by wgmma.
// Cycles of one product, each depending on the one before, as steps of a recurrence do.
#include "micro.h"

#include <cstdint>

namespace {

constexpr int depth = 512;
constexpr int sequences = 8;
constexpr int rounds = 1024;

__device__ unsigned shared_address(const void *pointer) {
    return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
}

__device__ void fill(uint32_t *words, int count) {
    for (int i = threadIdx.x; i < count; i += blockDim.x) {
        words[i] = 0x3c003c00u + static_cast<unsigned>(i * 7919 & 0x00ff00ff);
    }
    __syncthreads();
}

// 8 warps of 16 rows. Operand B of a lane: two pairs of k for one sequence.
__global__ void __launch_bounds__(256, 1) with_mma(long long *cycles, float *out) {
    __shared__ uint32_t h[depth / 16][32][2];
    fill(&h[0][0][0], depth / 16 * 64);
    const int lane = threadIdx.x % 32;
    uint32_t weights[depth / 16][4];
#pragma unroll
    for (int k = 0; k < depth / 16; ++k) {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            weights[k][i] = 0x3c003c00u + static_cast<unsigned>(threadIdx.x * 31 + k * 4 + i);
        }
    }
    float d[4] = {};
    const long long begin = clock64();
    for (int round = 0; round < rounds; ++round) {
        float e[4] = {};
#pragma unroll
        for (int k = 0; k < depth / 16; ++k) {
            const uint2 b = *reinterpret_cast<const uint2 *>(h[k][lane]);
            float *const sum = k % 2 ? d : e;  // two chains hide half of the latency
            asm volatile(
                    "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, "
                    "{%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
                    : "+f"(sum[0]), "+f"(sum[1]), "+f"(sum[2]), "+f"(sum[3])
                    : "r"(weights[k][0]), "r"(weights[k][1]), "r"(weights[k][2]),
                    "r"(weights[k][3]), "r"(b.x), "r"(b.y));
        }
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            d[i] = (d[i] + e[i]) * 1e-3f;
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        *cycles = clock64() - begin;
    }
    out[threadIdx.x] = d[0] + d[1] + d[2] + d[3];
}

// K-major operand without swizzling: cores of 8 x 16 bytes, 128 bytes each, one after the other
// along k.
__device__ uint64_t descriptor(unsigned address) {
    const uint64_t start = (address & 0x3ffffu) >> 4;
    constexpr uint64_t along_k = 128 >> 4;
    constexpr uint64_t along_n = (depth / 8 * 128) >> 4;
    return start | along_k << 16 | along_n << 32;
}

// 2 warpgroups of 64 rows; A in registers.
__global__ void __launch_bounds__(256, 1) with_wgmma(long long *cycles, float *out) {
    __shared__ alignas(128) uint32_t h[depth * sequences / 2];
    fill(h, depth * sequences / 2);
    uint32_t weights[depth / 16][4];
#pragma unroll
    for (int k = 0; k < depth / 16; ++k) {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            weights[k][i] = 0x3c003c00u + static_cast<unsigned>(threadIdx.x * 31 + k * 4 + i);
        }
    }
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    __syncthreads();
    float d[4] = {};
    const unsigned base = shared_address(h);
    const long long begin = clock64();
    for (int round = 0; round < rounds; ++round) {
        asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
        for (int k = 0; k < depth / 16; ++k) {
            asm volatile(
                    "wgmma.mma_async.sync.aligned.m64n8k16.f32.bf16.bf16 {%0,%1,%2,%3}, "
                    "{%4,%5,%6,%7}, %8, 1, 1, 1, 0;"
                    : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                    : "r"(weights[k][0]), "r"(weights[k][1]), "r"(weights[k][2]),
                    "r"(weights[k][3]), "l"(descriptor(base + static_cast<unsigned>(k) * 256)));
        }
        asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
        asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            d[i] *= 1e-3f;
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        *cycles = clock64() - begin;
    }
    out[threadIdx.x] = d[0] + d[1] + d[2] + d[3];
}

void measure(const char *name, void (*kernel)(long long *, float *)) {
    long long *cycles;
    float *out;
    CHECK(cudaMallocHost(&cycles, sizeof *cycles));
    CHECK(cudaMalloc(&out, 256 * sizeof *out));
    std::vector<double> each;
    for (int repetition = 0; repetition < 7; ++repetition) {
        kernel<<<1, 256>>>(cycles, out);
        CHECK(cudaGetLastError());
        CHECK(cudaDeviceSynchronize());
        each.push_back(static_cast<double>(*cycles) / rounds);
    }
    report(name, median(each), "cycles", "\"rows\": 128, \"sequences\": 8, \"depth\": 512");
}

}  // namespace

int main() {
    measure("product_mma_sync", with_mma);
    measure("product_wgmma", with_wgmma);
}
