// SPDX-License-Identifier: GPL-3.0-or-later
// How fast weights are read from the L2 cache, again and again, as kernels do that do not keep them:
// by one block, and by all multiprocessors, each of whom reads all of them. And, where they do not
// fit there, from memory.
#include "micro.h"

#include <cstdint>
#include <string>

namespace {

constexpr int threads = 512;

// Every block reads all of count vectors, rounds times, each beginning elsewhere.
__global__ void __launch_bounds__(threads)
        read(const uint4 *weights, int64_t count, int rounds, uint32_t *out) {
    uint32_t sum = 0;
    const int64_t shift = count / gridDim.x * blockIdx.x;
    for (int round = 0; round < rounds; ++round) {
#pragma unroll 8
        for (int64_t k = threadIdx.x; k < count; k += threads) {
            int64_t at = k + shift;
            at = at >= count ? at - count : at;
            uint4 value;
            // Past the L1 cache, which would hold some of it.
            asm volatile("ld.global.cg.v4.u32 {%0,%1,%2,%3}, [%4];"
                         : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
                         : "l"(weights + at));
            sum += value.x ^ value.y ^ value.z ^ value.w;
        }
    }
    out[blockIdx.x * threads + threadIdx.x] = sum;
}

}  // namespace

int main() {
    cudaDeviceProp card;
    CHECK(cudaGetDeviceProperties(&card, 0));
    const int processors = card.multiProcessorCount;
    uint32_t *out;
    CHECK(cudaMalloc(&out, static_cast<size_t>(processors) * threads * sizeof *out));
    for (int megabytes : {1, 4, 16, 40, 256}) {
        const int64_t bytes = static_cast<int64_t>(megabytes) << 20;
        uint4 *weights;
        CHECK(cudaMalloc(&weights, static_cast<size_t>(bytes)));
        CHECK(cudaMemset(weights, 0x3c, static_cast<size_t>(bytes)));
        for (int blocks : {1, processors}) {
            // Some ten milliseconds, or one pass.
            const int rounds = megabytes >= 40 ? 1 : 32 / megabytes;
            const double time = milliseconds(
                    [&] {
                        read<<<static_cast<unsigned>(blocks), threads>>>(
                                weights, bytes / 16, rounds, out);
                        CHECK(cudaGetLastError());
                    },
                    nullptr, 5);
            const std::string which = blocks == 1 ? "1" : "\"all\"";
            const std::string more = "\"blocks\": " + which +
                                     ", \"megabytes\": " + std::to_string(megabytes);
            report("l2_read", static_cast<double>(bytes) * rounds * blocks / time * 1e3, "B/s",
                    more.c_str());
        }
        CHECK(cudaFree(weights));
    }
}
