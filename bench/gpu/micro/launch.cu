// SPDX-License-Identifier: GPL-3.0-or-later
// What a launch costs: kernels one after the other on a stream, the same as nodes of a graph, and a
// graph of one kernel. Empty kernels, so that nothing else is measured.
#include "micro.h"

#include <chrono>

namespace {

constexpr int launches = 1000;

__global__ void nothing() {}

cudaGraphExec_t record(cudaStream_t stream, int nodes) {
    CHECK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
    for (int node = 0; node < nodes; ++node) {
        nothing<<<1, 32, 0, stream>>>();
    }
    cudaGraph_t graph;
    CHECK(cudaStreamEndCapture(stream, &graph));
    cudaGraphExec_t executable;
    CHECK(cudaGraphInstantiate(&executable, graph, 0));
    CHECK(cudaGraphDestroy(graph));
    return executable;
}

// Microseconds from the host's call until the host knows that the work is done.
template <typename Work>
double round_trip(const Work &work, cudaStream_t stream) {
    std::vector<double> times;
    for (int repetition = 0; repetition < 200; ++repetition) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        CHECK(cudaStreamSynchronize(stream));
        const auto end = std::chrono::steady_clock::now();
        times.push_back(std::chrono::duration<double, std::micro>(end - begin).count());
    }
    return median(times);
}

}  // namespace

int main() {
    cudaStream_t stream;
    CHECK(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    const auto one = [&] { nothing<<<1, 32, 0, stream>>>(); };
    const double each = milliseconds(
            [&] {
                for (int launch = 0; launch < launches; ++launch) {
                    one();
                }
                CHECK(cudaGetLastError());
            },
            stream);
    report("launch_on_stream", each * 1e3 / launches, "us");
    cudaGraphExec_t many = record(stream, launches);
    report("launch_in_graph",
            milliseconds([&] { CHECK(cudaGraphLaunch(many, stream)); }, stream) * 1e3 / launches,
            "us");
    cudaGraphExec_t single = record(stream, 1);
    const double graphs = milliseconds(
            [&] {
                for (int launch = 0; launch < launches; ++launch) {
                    CHECK(cudaGraphLaunch(single, stream));
                }
            },
            stream);
    report("graph_of_one_kernel", graphs * 1e3 / launches, "us");
    report("kernel_round_trip", round_trip(one, stream), "us");
    report("graph_round_trip",
            round_trip([&] { CHECK(cudaGraphLaunch(single, stream)); }, stream), "us");
}
