// SPDX-License-Identifier: GPL-3.0-or-later
// What a step of a recurrence in a cluster costs at least: every block sends its words of the new
// state to every block, itself too, by st.async, and waits for those of all. 128 words are 32 units
// of 8 sequences in bf16, which is H = 512 over 16 blocks. 256 threads a block, who then read some
// of what arrived. Three forms:
//
// contiguous  a thread sends a word to all blocks in turn, a warp 32 words side by side
// fragments   as the kernels do it: words lie as their products want them, and of the two threads
// of
//             a pair of units one sends its word to the odd blocks, one to the even
// vectors     words are put side by side in shared memory first, and sent by 16 bytes
#include "fragment_layout.h"
#include "micro.h"

#include <cstdint>

namespace {

constexpr int threads = 256;
constexpr int most = 512;  // words that a block sends to each: a multiple of 32
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

enum Form { contiguous, fragments, vectors };
constexpr const char *names[] = {"contiguous", "fragments", "vectors"};

// Of this block in the order of the sums' fragments, which the kernels' products read.
__device__ int fragment_word(unsigned self, int unit, int slot, int units, int blocks) {
    using Layout = timbrel::FragmentLayout<TB_BF16>;
    return Layout::word_of(
            static_cast<int>(self) * units + unit / 2 * 2, slot, blocks * units / Layout::depth);
}

__device__ void send(uint32_t *word, uint32_t value, unsigned barrier, int block) {
    asm volatile(
            "st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.b32 [%0], %1, [%2];" ::"r"(
                    of_block(shared_address(word), static_cast<unsigned>(block))),
            "r"(value), "r"(of_block(barrier, static_cast<unsigned>(block)))
            : "memory");
}

__device__ void send(uint32_t *words, const uint4 &values, unsigned barrier, int block) {
    asm volatile(
            "st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.v4.b32 [%0], {%1, %2, %3, "
            "%4}, [%5];" ::"r"(of_block(shared_address(words), static_cast<unsigned>(block))),
            "r"(values.x), "r"(values.y), "r"(values.z), "r"(values.w),
            "r"(of_block(barrier, static_cast<unsigned>(block)))
            : "memory");
}

// A block's words to all blocks; it begins with another than its neighbours do.
template <Form form>
__device__ void send_all(uint32_t *copy, uint32_t *staged, unsigned self, int blocks, int words,
        uint32_t value, unsigned barrier) {
    const int thread = static_cast<int>(threadIdx.x), rank = static_cast<int>(self);
    if constexpr (form == contiguous) {
        for (int word = thread; word < words; word += threads) {
            for (int k = 0; k < blocks; ++k) {
                send(copy + rank * words + word, value, barrier, (rank + 1 + k) % blocks);
            }
        }
    } else if constexpr (form == fragments) {
        const int units = words / 4;
        for (int e = thread; e < units * timbrel::fragment_slots; e += threads) {
            const int unit = e / timbrel::fragment_slots, slot = e % timbrel::fragment_slots;
            const int word = fragment_word(self, unit, slot, units, blocks);
            for (int k = unit % 2; k < blocks; k += 2) {
                send(copy + word, value, barrier, (rank + 1 + k) % blocks);
            }
        }
    } else {
        for (int word = thread; word < words; word += threads) {
            staged[word] = value;
        }
        __syncthreads();
        const int vectors_of_all = words / 4 * blocks;
        for (int e = thread; e < vectors_of_all; e += threads) {
            const int at = e % (words / 4) * 4, k = e / (words / 4);
            send(copy + rank * words + at, *reinterpret_cast<const uint4 *>(staged + at), barrier,
                    (rank + 1 + k) % blocks);
        }
    }
}

// Dynamic shared memory: [2, blocks, words].
template <Form form>
__global__ void __launch_bounds__(threads, 1)
        exchange(int blocks, int words, long long *cycles, unsigned *sums, int *stuck) {
    extern __shared__ uint4 shared_words[];
    auto *const copies = reinterpret_cast<uint32_t *>(shared_words);
    __shared__ alignas(16) uint32_t staged[most];
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
        send_all<form>(copy, staged, self, blocks, words, value, barrier);
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

struct Results {
    long long *cycles;
    unsigned *sums;
    int *stuck;
};

template <Form form>
bool measure(int cluster, int words, const Results &results) {
    double time = 0;
    std::vector<double> each;
    const size_t shared = static_cast<size_t>(2 * cluster * words) * sizeof(uint32_t);
    for (int repetition = 0; repetition < 7; ++repetition) {
        time = milliseconds(
                [&] {
                    CHECK(launch_clusters(exchange<form>, cluster, threads, shared, cluster,
                            cluster, words, results.cycles, results.sums, results.stuck));
                },
                nullptr, 1);
        each.push_back(static_cast<double>(results.cycles[0]) / rounds);
    }
    if (*results.stuck != 0) {
        std::fprintf(
                stderr, "st_async_words: a block of %d waited in vain, %s\n", cluster, names[form]);
        return false;
    }
    char more[128];
    std::snprintf(more, sizeof more,
            "\"cluster\": %d, \"words\": %d, \"form\": \"%s\", \"nanoseconds\": %.1f", cluster,
            words, names[form], time * 1e6 / rounds);
    report("st_async_words", median(each), "cycles", more);
    return true;
}

}  // namespace

int main() {
    Results results = {};
    CHECK(cudaMallocHost(&results.cycles, largest * sizeof *results.cycles));
    CHECK(cudaMalloc(&results.sums, largest * threads * sizeof *results.sums));
    CHECK(cudaMallocHost(&results.stuck, sizeof *results.stuck));
    *results.stuck = 0;
    for (int cluster : {4, 8, 16}) {
        for (int words : {32, 128, most}) {
            if (!measure<contiguous>(cluster, words, results) ||
                    !measure<fragments>(cluster, words, results) ||
                    !measure<vectors>(cluster, words, results)) {
                return 1;
            }
        }
    }
}
