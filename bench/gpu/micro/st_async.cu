// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs that every block of a cluster tells all others one word: st.async into their shared
// memory, completing on an mbarrier of the receiver, double-buffered, as the recurrence would do it
// each step. Against cluster size.
#include "micro.h"

#include <cooperative_groups.h>

namespace {

constexpr int largest = 16;
constexpr int rounds = 4096;

__device__ unsigned shared_address(const void *pointer) {
    return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
}

__device__ unsigned of_block(unsigned address, unsigned block) {
    unsigned remote;
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(remote) : "r"(address), "r"(block));
    return remote;
}

__device__ void arm(unsigned barrier, unsigned bytes) {
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier),
            "r"(bytes)
            : "memory");
}

__device__ void wait(unsigned barrier, unsigned parity) {
    asm volatile(
            "{\n"
            ".reg .pred done;\n"
            "again:\n"
            "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
            "@!done bra again;\n"
            "}\n" ::"r"(barrier),
            "r"(parity)
            : "memory");
}

__device__ void send(unsigned address, unsigned long long word, unsigned barrier) {
    asm volatile(
            "st.async.shared::cluster.mbarrier::complete_tx::bytes.b64 [%0], %1, [%2];" ::"r"(
                    address),
            "l"(word), "r"(barrier)
            : "memory");
}

// Threads 0..C-1 each send to one block; all wait for the C words of their own.
__global__ void exchange(long long *cycles, unsigned long long *sum) {
    __shared__ alignas(8) unsigned long long barriers[2];
    __shared__ alignas(8) unsigned long long words[2][largest];
    const auto cluster = cooperative_groups::this_cluster();
    const unsigned blocks = cluster.num_blocks();
    const unsigned self = cluster.block_rank();
    if (threadIdx.x == 0) {
        for (auto &barrier : barriers) {
            asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared_address(&barrier)));
        }
        asm volatile("fence.mbarrier_init.release.cluster;");
    }
    cluster.sync();

    unsigned long long total = self;
    const long long begin = clock64();
    for (int round = 0; round < rounds; ++round) {
        const int buffer = round & 1;
        const unsigned barrier = shared_address(&barriers[buffer]);
        if (threadIdx.x == 0) {
            arm(barrier, blocks * 8);
        }
        if (threadIdx.x < blocks) {
            send(of_block(shared_address(&words[buffer][self]), threadIdx.x), total,
                    of_block(barrier, threadIdx.x));
        }
        wait(barrier, round >> 1 & 1);
        total += words[buffer][threadIdx.x % blocks];
        __syncwarp();  // all have read before one tells the others to go on
    }
    const long long end = clock64();
    if (threadIdx.x == 0) {
        cycles[blockIdx.x] = end - begin;
        sum[blockIdx.x] = total;
    }
    cluster.sync();  // no block leaves while another may still write into it
}

}  // namespace

int main() {
    long long *cycles;
    unsigned long long *sum;
    CHECK(cudaMallocHost(&cycles, largest * sizeof *cycles));
    CHECK(cudaMallocHost(&sum, largest * sizeof *sum));
    for (int cluster : {1, 2, 4, 8, 16}) {
        double time = 0;
        std::vector<double> each;
        for (int repetition = 0; repetition < 7; ++repetition) {
            time = milliseconds(
                    [&] { CHECK(launch_clusters(exchange, cluster, 32, 0, cluster, cycles, sum)); },
                    nullptr, 1);
            each.push_back(static_cast<double>(cycles[0]) / rounds);
        }
        char more[128];
        std::snprintf(more, sizeof more, "\"cluster\": %d, \"nanoseconds\": %.1f", cluster,
                time * 1e6 / rounds);
        report("st_async_exchange", median(each), "cycles", more);
    }
}
