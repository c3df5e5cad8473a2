// SPDX-License-Identifier: GPL-3.0-or-later
// The same share of a step as in products.cu, divided over warps by depth: each of 8 warps does all
// 8 tiles of 16 rows for 4 chunks of 16 values, partial sums go through shared memory and are added
// in the order of warps. What is sent next needs no other barrier, and an operand is read once a
// block instead of once a warp. Weights in registers, as far as there are, or in shared memory.
#include "micro.h"

#include <cstdint>

namespace {

constexpr int warps = 8;
constexpr int tiles = 8;   // of 16 rows
constexpr int chunks = 4;  // of 16 values of depth: a warp's
constexpr int rounds = 1024;

struct Shared {
    uint4 weights[warps][chunks][tiles][32];
    uint2 operand[warps * chunks][32];
    float partial[warps][tiles * 16][8];
};

__device__ void multiply(float (&sums)[4], const uint4 &a, const uint2 &b) {
    asm volatile(
            "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, "
            "{%8,%9}, {%0,%1,%2,%3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
            : "r"(a.x), "r"(a.y), "r"(a.z), "r"(a.w), "r"(b.x), "r"(b.y));
}

__device__ uint4 some_weights(int chunk, int tile) {
    const uint32_t word = 0x3c003c00u + static_cast<unsigned>(threadIdx.x * 31 + chunk * 8 + tile);
    return make_uint4(word, word + 1, word + 2, word + 3);
}

// In registers: the first of a warp's chunks.
template <int In_registers>
__global__ void __launch_bounds__(warps * 32, 1) product(long long *cycles, float *out) {
    extern __shared__ uint4 memory[];
    Shared &shared = *reinterpret_cast<Shared *>(memory);
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    uint4 kept[In_registers > 0 ? In_registers : 1][tiles];
#pragma unroll
    for (int chunk = 0; chunk < chunks; ++chunk) {
        shared.operand[warp * chunks + chunk][lane] = make_uint2(0x3c003c01u, 0x3c003c02u + lane);
#pragma unroll
        for (int tile = 0; tile < tiles; ++tile) {
            shared.weights[warp][chunk][tile][lane] = some_weights(chunk, tile);
            if (chunk < In_registers) {
                kept[chunk][tile] = some_weights(chunk, tile);
            }
        }
    }
    __syncthreads();
    float total = 0;
    const long long begin = clock64();
    for (int round = 0; round < rounds; ++round) {
        float sums[tiles][4] = {};
#pragma unroll
        for (int chunk = 0; chunk < chunks; ++chunk) {
            const uint2 operand = shared.operand[warp * chunks + chunk][lane];
#pragma unroll
            for (int tile = 0; tile < tiles; ++tile) {
                if (chunk < In_registers) {
                    multiply(sums[tile], kept[chunk][tile], operand);
                } else {
                    multiply(sums[tile], shared.weights[warp][chunk][tile][lane], operand);
                }
            }
        }
#pragma unroll
        for (int tile = 0; tile < tiles; ++tile) {
            float *const top = shared.partial[warp][tile * 16 + lane / 4] + lane % 4 * 2;
            *reinterpret_cast<float2 *>(top) = make_float2(sums[tile][0], sums[tile][1]);
            *reinterpret_cast<float2 *>(top + 8 * 8) = make_float2(sums[tile][2], sums[tile][3]);
        }
        __syncthreads();
        // A thread adds the four gates of one unit and sequence: 32 units of 8.
        const int unit = threadIdx.x / 8, sequence = threadIdx.x % 8;
        float gates = 0;
#pragma unroll
        for (int gate = 0; gate < 4; ++gate) {
#pragma unroll
            for (int part = 0; part < warps; ++part) {
                gates += shared.partial[part][gate * 32 + unit][sequence];
            }
        }
        total = total * 0.5f + gates * 1e-3f;
        // The next step's operand depends on it, as a recurrence's does.
        if (lane == 0) {
            shared.operand[warp * chunks][0].x = __float_as_uint(total) & 0x3c7f3c7fu;
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        *cycles = clock64() - begin;
    }
    out[threadIdx.x] = total;
}

template <int In_registers>
void measure() {
    long long *cycles;
    float *out;
    CHECK(cudaMallocHost(&cycles, sizeof *cycles));
    CHECK(cudaMalloc(&out, warps * 32 * sizeof *out));
    CHECK(cudaFuncSetAttribute(product<In_registers>, cudaFuncAttributeMaxDynamicSharedMemorySize,
            static_cast<int>(sizeof(Shared))));
    std::vector<double> each;
    for (int repetition = 0; repetition < 7; ++repetition) {
        product<In_registers><<<1, warps * 32, sizeof(Shared)>>>(cycles, out);
        CHECK(cudaGetLastError());
        CHECK(cudaDeviceSynchronize());
        each.push_back(static_cast<double>(*cycles) / rounds);
    }
    char more[128];
    std::snprintf(more, sizeof more,
            "\"rows\": 128, \"sequences\": 8, \"depth\": 512, \"registers\": %d",
            In_registers * tiles);
    report("product_split", median(each), "cycles", more);
}

}  // namespace

int main() {
    measure<0>();
    measure<2>();
    measure<4>();
}
