// SPDX-License-Identifier: GPL-3.0-or-later
// What a step of a recurrence over many blocks costs at least: each publishes its words of the new
// state in memory that all see, 32 bits of data beside the number of the step, and polls all words
// until they are of this step. 2048 words are H = 512 of 8 sequences in bf16, 256 those of one.
// Over 64 and 128 blocks that are all resident. Every spin is bounded: a stuck grid ends and says so.
#include "micro.h"

#include <cstdint>

namespace {

constexpr int threads = 256;
constexpr int most_words = 4096;
constexpr int rounds = 1024;
constexpr int at_once = 4;  // words that a thread asks for before it looks at the first answer
constexpr long long patience = 1 << 20;  // polls; a second or so

__device__ void publish(uint64_t *word, uint32_t data, uint32_t tag) {
    const uint64_t value = static_cast<uint64_t>(data) << 32 | tag;
    asm volatile("st.relaxed.gpu.global.u64 [%0], %1;" ::"l"(word), "l"(value) : "memory");
}

__device__ uint64_t look(const uint64_t *word) {
    uint64_t value;
    asm volatile("ld.relaxed.gpu.global.u64 %0, [%1];" : "=l"(value) : "l"(word) : "memory");
    return value;
}

// all: [2, words], zero before.
__global__ void __launch_bounds__(threads, 1)
        exchange(uint64_t *all, int words, long long *cycles, int *stuck) {
    __shared__ uint32_t copy[most_words];
    const int own = words / static_cast<int>(gridDim.x);
    const int first = own * static_cast<int>(blockIdx.x);
    uint32_t value = blockIdx.x * threads + threadIdx.x;
    const long long begin = clock64();
    for (uint32_t round = 1; round <= rounds; ++round) {
        uint64_t *const row = all + static_cast<int64_t>(round & 1) * words;
        for (int word = threadIdx.x; word < own; word += threads) {
            publish(row + first + word, value, round);
        }
        long long polls = 0;
        for (int base = threadIdx.x; base < words && polls <= patience;
                base += at_once * threads) {
            uint64_t seen[at_once];
            bool missing = true;
            while (missing && polls <= patience) {
                missing = false;
#pragma unroll
                for (int k = 0; k < at_once; ++k) {
                    const int word = base + k * threads;
                    seen[k] = look(row + (word < words ? word : base));
                }
#pragma unroll
                for (int k = 0; k < at_once; ++k) {
                    missing |= static_cast<uint32_t>(seen[k]) != round;
                }
                ++polls;
            }
#pragma unroll
            for (int k = 0; k < at_once; ++k) {
                if (base + k * threads < words) {
                    copy[base + k * threads] = static_cast<uint32_t>(seen[k] >> 32);
                }
            }
        }
        if (__syncthreads_or(polls > patience)) {
            *stuck = 1;
            return;
        }
        value += copy[(threadIdx.x * 7 + round) % words];
        __syncthreads();  // all have read the copy before the next is made
    }
    if (threadIdx.x == 0) {
        cycles[blockIdx.x] = clock64() - begin + (value == 0xffffffffu);
    }
}

}  // namespace

int main() {
    constexpr int most_blocks = 128;
    uint64_t *all;
    long long *cycles;
    int *stuck;
    CHECK(cudaMalloc(&all, 2 * most_words * sizeof *all));
    CHECK(cudaMallocHost(&cycles, most_blocks * sizeof *cycles));
    CHECK(cudaMallocHost(&stuck, sizeof *stuck));
    *stuck = 0;
    for (int blocks : {16, 64, most_blocks}) {
        for (int words : {128, 256, 512, 2048, most_words}) {
            std::vector<double> each;
            double time = 0;
            for (int repetition = 0; repetition < 7; ++repetition) {
                CHECK(cudaMemset(all, 0, 2 * most_words * sizeof *all));
                cudaEvent_t begin, end;
                CHECK(cudaEventCreate(&begin));
                CHECK(cudaEventCreate(&end));
                void *arguments[] = {&all, &words, &cycles, &stuck};
                CHECK(cudaEventRecord(begin));
                CHECK(cudaLaunchCooperativeKernel(reinterpret_cast<const void *>(exchange),
                        dim3(static_cast<unsigned>(blocks)), dim3(threads), arguments, 0, nullptr));
                CHECK(cudaEventRecord(end));
                CHECK(cudaEventSynchronize(end));
                float taken = 0;
                CHECK(cudaEventElapsedTime(&taken, begin, end));
                time = taken;
                each.push_back(static_cast<double>(cycles[0]) / rounds);
            }
            if (*stuck != 0) {
                std::fprintf(stderr, "l2_words: a block waited in vain at %d blocks\n", blocks);
                return 1;
            }
            char more[128];
            std::snprintf(more, sizeof more, "\"blocks\": %d, \"words\": %d, \"nanoseconds\": %.1f",
                    blocks, words, time * 1e6 / rounds);
            report("l2_words", median(each), "cycles", more);
        }
    }
}
