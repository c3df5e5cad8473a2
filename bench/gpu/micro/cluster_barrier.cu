// SPDX-License-Identifier: GPL-3.0-or-later
// The cluster's own barrier, with release and acquire and relaxed, against cluster size.
#include "micro.h"

namespace {

constexpr int rounds = 4096;

__global__ void released(long long *cycles) {
    const long long begin = clock64();
    for (int round = 0; round < rounds; ++round) {
        asm volatile(
                "barrier.cluster.arrive.release.aligned;\n"
                "barrier.cluster.wait.acquire.aligned;" ::
                        : "memory");
    }
    if (threadIdx.x == 0) {
        cycles[blockIdx.x] = clock64() - begin;
    }
}

__global__ void relaxed(long long *cycles) {
    const long long begin = clock64();
    for (int round = 0; round < rounds; ++round) {
        asm volatile(
                "barrier.cluster.arrive.relaxed.aligned;\n"
                "barrier.cluster.wait.aligned;" ::
                        : "memory");
    }
    if (threadIdx.x == 0) {
        cycles[blockIdx.x] = clock64() - begin;
    }
}

void measure(const char *name, void (*kernel)(long long *), int cluster, long long *cycles) {
    std::vector<double> each;
    for (int repetition = 0; repetition < 7; ++repetition) {
        CHECK(launch_clusters(kernel, cluster, 256, 0, cluster, cycles));
        CHECK(cudaDeviceSynchronize());
        each.push_back(static_cast<double>(cycles[0]) / rounds);
    }
    char more[64];
    std::snprintf(more, sizeof more, "\"cluster\": %d, \"threads\": 256", cluster);
    report(name, median(each), "cycles", more);
}

}  // namespace

int main() {
    long long *cycles;
    CHECK(cudaMallocHost(&cycles, 16 * sizeof *cycles));
    for (int cluster : {1, 2, 4, 8, 16}) {
        measure("cluster_barrier_release", released, cluster, cycles);
        measure("cluster_barrier_relaxed", relaxed, cluster, cycles);
    }
}
