// SPDX-License-Identifier: GPL-3.0-or-later
// What a step of a recurrence in a cluster costs at least: every block sends its words of the new
// state to every block, itself too, by st.async of 32 bits, and waits for those of all. 128 words are
// 32 units of 8 sequences in bf16, which is H = 512 over 16 blocks. 256 threads a block, each of whom
// sends its words to all blocks in turn, and then reads some of what arrived.
#include "micro.h"

#include <cstdint>

namespace {

constexpr int threads = 256;
constexpr int most = 512;  // words that a block sends to each
constexpr int largest = 16;
constexpr int rounds = 2048;
constexpr int patience = 1 << 20;  // tries, each of which waits a while by itself

__device__ unsigned shared_address(const void *pointer) {
    return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
}

__device__ unsigned of_block(unsigned address, unsigned block) {
    unsigned remote;
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(remote) : "r"(address), "r"(block));
    return remote;
}

__device__ void cluster_barrier() {
    asm volatile(
            "barrier.cluster.arrive.release.aligned;\n"
            "barrier.cluster.wait.acquire.aligned;" ::
                    : "memory");
}

__device__ bool arrived(unsigned barrier, unsigned parity) {
    unsigned done;
    asm volatile(
            "{\n"
            ".reg .pred done;\n"
            "mbarrier.try_wait.parity.acquire.cluster.shared::cta.b64 done, [%1], %2;\n"
            "selp.u32 %0, 1, 0, done;\n"
            "}\n"
            : "=r"(done)
            : "r"(barrier), "r"(parity)
            : "memory");
    return done != 0;
}

// Dynamic shared memory: [2, blocks, words].
__global__ void __launch_bounds__(threads, 1)
        exchange(int blocks, int words, long long *cycles, unsigned *sums, int *stuck) {
    extern __shared__ uint32_t copies[];
    __shared__ alignas(8) uint64_t barriers[2];
    unsigned self;
    asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(self));
    if (threadIdx.x == 0) {
        for (uint64_t &barrier : barriers) {
            asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared_address(&barrier)));
        }
        asm volatile("fence.mbarrier_init.release.cluster;");
    }
    cluster_barrier();

    uint32_t value = self * threads + threadIdx.x;
    bool given_up = false;
    const long long begin = clock64();
    for (int round = 0; round < rounds && !given_up; ++round) {
        const int buffer = round & 1;
        uint32_t *const copy = copies + buffer * blocks * words;
        const unsigned barrier = shared_address(&barriers[buffer]);
        if (threadIdx.x == 0) {
            asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier),
                    "r"(blocks * words * 4)
                    : "memory");
        }
        for (int word = threadIdx.x; word < words; word += threads) {
            const unsigned own = shared_address(copy + self * words + word);
            for (int block = 0; block < blocks; ++block) {
                asm volatile(
                        "st.async.shared::cluster.mbarrier::complete_tx::bytes.b32 [%0], %1, "
                        "[%2];" ::"r"(of_block(own, static_cast<unsigned>(block))),
                        "r"(value), "r"(of_block(barrier, static_cast<unsigned>(block)))
                        : "memory");
            }
        }
        int tries = 0;
        while (!arrived(barrier, round >> 1 & 1)) {
            if (++tries > patience) {
                given_up = true;
                break;
            }
        }
        for (int word = threadIdx.x; word < blocks * words; word += threads) {
            value += copy[word];
        }
        // All of the block have read before one of them tells the others to go on.
        given_up = __syncthreads_or(given_up);
    }
    const long long end = clock64();
    sums[blockIdx.x * threads + threadIdx.x] = value;
    if (threadIdx.x == 0) {
        cycles[blockIdx.x] = end - begin;
        if (given_up) {
            *stuck = 1;
        }
    }
    cluster_barrier();  // no block leaves while another may still write into it
}

}  // namespace

int main() {
    long long *cycles;
    unsigned *sums;
    int *stuck;
    CHECK(cudaMallocHost(&cycles, largest * sizeof *cycles));
    CHECK(cudaMalloc(&sums, largest * threads * sizeof *sums));
    CHECK(cudaMallocHost(&stuck, sizeof *stuck));
    *stuck = 0;
    for (int cluster : {4, 8, 16}) {
        for (int words : {32, 128, most}) {
            double time = 0;
            std::vector<double> each;
            const size_t shared = static_cast<size_t>(2 * cluster * words) * sizeof(uint32_t);
            for (int repetition = 0; repetition < 7; ++repetition) {
                time = milliseconds(
                        [&] {
                            CHECK(launch_clusters(exchange, cluster, threads, shared, cluster,
                                    cluster, words, cycles, sums, stuck));
                        },
                        nullptr, 1);
                each.push_back(static_cast<double>(cycles[0]) / rounds);
            }
            if (*stuck != 0) {
                std::fprintf(stderr, "st_async_words: a block of %d waited in vain\n", cluster);
                return 1;
            }
            char more[128];
            std::snprintf(more, sizeof more, "\"cluster\": %d, \"words\": %d, \"nanoseconds\": %.1f",
                    cluster, words, time * 1e6 / rounds);
            report("st_async_words", median(each), "cycles", more);
        }
    }
}
