// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs that every block of a grid tells all others one word through the L2 cache: data and
// the number of the round in one 64-bit word, polled by the receivers, double-buffered. Over 64 and
// 128 blocks that are all resident. Every spin is bounded: a stuck grid ends and says so.
#include "micro.h"

namespace {

constexpr int rounds = 2048;
constexpr long long patience = 1 << 22;  // polls; a second or two

__device__ void publish(unsigned long long *word, unsigned data, unsigned round) {
    const unsigned long long value = static_cast<unsigned long long>(data) << 32 | round;
    asm volatile("st.relaxed.gpu.global.u64 [%0], %1;" ::"l"(word), "l"(value) : "memory");
}

__device__ unsigned long long look(const unsigned long long *word) {
    unsigned long long value;
    asm volatile("ld.relaxed.gpu.global.u64 %0, [%1];" : "=l"(value) : "l"(word) : "memory");
    return value;
}

// words: [2, blocks]. Thread i waits for the word of block i; one thread publishes its own.
__global__ void exchange(unsigned long long *words, long long *cycles, int *stuck) {
    const unsigned blocks = gridDim.x;
    const long long begin = clock64();
    unsigned total = blockIdx.x;
    for (unsigned round = 1; round <= rounds; ++round) {
        unsigned long long *const row = words + (round & 1) * blocks;
        if (threadIdx.x == 0) {
            publish(row + blockIdx.x, total, round);
        }
        long long polls = 0;
        unsigned long long value = 0;
        if (threadIdx.x < blocks) {
            while (static_cast<unsigned>(value = look(row + threadIdx.x)) != round) {
                if (++polls > patience) {
                    *stuck = 1;
                    break;
                }
            }
        }
        total += static_cast<unsigned>(value >> 32);
        if (__syncthreads_or(polls > patience)) {
            return;
        }
    }
    if (threadIdx.x == 0) {
        cycles[blockIdx.x] = clock64() - begin + (total == 0xffffffffu);
    }
}

}  // namespace

int main() {
    constexpr int most = 128;
    unsigned long long *words;
    long long *cycles;
    int *stuck;
    CHECK(cudaMalloc(&words, 2 * most * sizeof *words));
    CHECK(cudaMallocHost(&cycles, most * sizeof *cycles));
    CHECK(cudaMallocHost(&stuck, sizeof *stuck));
    *stuck = 0;
    for (int blocks : {2, 16, 64, 128}) {
        std::vector<double> each;
        double time = 0;
        for (int repetition = 0; repetition < 7; ++repetition) {
            time = milliseconds(
                    [&] {
                        CHECK(cudaMemsetAsync(words, 0, 2 * most * sizeof *words));
                        void *arguments[] = {&words, &cycles, &stuck};
                        CHECK(cudaLaunchCooperativeKernel(reinterpret_cast<const void *>(exchange),
                                dim3(static_cast<unsigned>(blocks)), dim3(most), arguments, 0,
                                nullptr));
                    },
                    nullptr, 1);
            each.push_back(static_cast<double>(cycles[0]) / rounds);
        }
        if (*stuck != 0) {
            std::fprintf(stderr, "l2_flags: a block waited in vain at %d blocks\n", blocks);
            return 1;
        }
        char more[128];
        std::snprintf(more, sizeof more, "\"blocks\": %d, \"nanoseconds\": %.1f", blocks,
                time * 1e6 / rounds);
        report("l2_flag_exchange", median(each), "cycles", more);
    }
}
