// SPDX-License-Identifier: Apache-2.0
// Words between the blocks of teams: the toy network gives on the device what it gives on the host,
// in teams of many sizes; and all blocks end where one is silent or the host asks to stop.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "cuda_device.h"
#include "exchange_toy.h"

using namespace timbrel;
using namespace timbrel::test;

namespace {

struct Run {
    std::vector<uint32_t> out;
    std::vector<int32_t> signal;
};

template <typename Launch>
Run run_toy(
        const Toy &toy, int teams, int32_t asked, int64_t workspace_bytes, const Launch &launch) {
    OnDevice<uint64_t> workspace(std::vector<uint64_t>(static_cast<size_t>(workspace_bytes) / 8));
    OnDevice<int32_t> signal(std::vector<int32_t>{asked, 0});
    OnDevice<uint32_t> out(std::vector<uint32_t>(static_cast<size_t>(teams) * toy.steps * slots));
    Stream stream;
    require(launch(workspace.data(), signal.data(), out.data(), stream.get()), "the launch");
    require(cudaStreamSynchronize(stream.get()), "the kernel");
    return {out.read(), signal.read()};
}

Run run_in_clusters(const Toy &toy, int teams, int threads, int32_t asked) {
    const Channels all = toy_channels(toy, 0).all;
    return run_toy(toy, teams, asked, ClusterExchange::workspace_bytes(all, toy.blocks, teams),
            [&](uint64_t *workspace, int32_t *signal, uint32_t *out, cudaStream_t stream) {
                return launch_clusters(toy_kernel<ClusterExchange>, dim3(teams * toy.blocks),
                        dim3(threads), toy.blocks, ClusterExchange::shared_bytes(all), stream, toy,
                        workspace, signal, out);
            });
}

Run run_in_grid(const Toy &toy, int teams, int threads, int32_t asked) {
    const Channels all = toy_channels(toy, 0).all;
    return run_toy(toy, teams, asked, GridExchange::workspace_bytes(all, toy.blocks, teams),
            [&](uint64_t *workspace, int32_t *signal, uint32_t *out, cudaStream_t stream) {
                return launch_resident(toy_kernel<GridExchange>, dim3(teams * toy.blocks),
                        dim3(threads), GridExchange::shared_bytes(all), stream, toy, workspace,
                        signal, out);
            });
}

using Runner = Run (*)(const Toy &, int, int, int32_t);

// The orders of threads, blocks and words of the emulated device; a GPU has its own.
template <typename Action>
void in_several_orders(const Action &action) {
#ifdef TIMBREL_EMULATED
    for (const uint64_t seed : {0, 20260101, 3, 4}) {
        timbrel_emulator_order(seed);
        action();
    }
#else
    action();
#endif
}

void test_words(const char *kind, int fewest_blocks, Runner run) {
    struct Shape {
        int blocks, units, teams, threads;
    };
    // Words for which a thread polls several, and threads with none; awkward numbers.
    const Shape shapes[] = {{1, 5, 2, 64}, {2, 4, 3, 64}, {3, 7, 2, 32}, {5, 13, 1, 64},
            {8, 4, 2, 64}, {16, 4, 2, 32}, {4, 150, 1, 256}};
    for (const Shape &shape : shapes) {
        if (shape.blocks < fewest_blocks) {
            continue;
        }
        for (const int steps : {1, 2, 9}) {
            const Toy toy = {shape.blocks, shape.units, steps, -1, -1};
            std::vector<uint32_t> expected;
            for (int team = 0; team < shape.teams; ++team) {
                const std::vector<uint32_t> of_team = toy_on_host(toy, team);
                expected.insert(expected.end(), of_team.begin(), of_team.end());
            }
            in_several_orders([&] {
                const Run done = run(toy, shape.teams, shape.threads, 0);
                check(done.out == expected, "%s of %d blocks, %d teams, %d steps: other words",
                        kind, shape.blocks, shape.teams, steps);
                check(done.signal[1] == 0, "%s of %d blocks gave up", kind, shape.blocks);
            });
        }
    }
}

// That the kernel ends at all is most of the test.
void test_giving_up(const char *kind, Runner run) {
    for (const int silent_step : {0, 3}) {
        const Toy toy = {4, 4, 6, 1, silent_step};
        in_several_orders([&] {
            const Run done = run(toy, 2, 64, 0);
            check(done.signal[1] == 1, "%s: a silent block is not told of", kind);
            std::vector<uint32_t> other = toy_on_host(toy, 1);
            check(std::equal(other.begin(), other.end(), done.out.end() - other.size()),
                    "%s: the other team is hindered", kind);
        });
    }
    in_several_orders([&] {
        const Run done = run({4, 4, 6, -1, -1}, 2, 64, 1);
        check(done.signal[1] == 1, "%s: that the host asked to stop is not told of", kind);
        check(std::all_of(
                      done.out.begin(), done.out.end(), [](uint32_t word) { return word == 0; }),
                "%s: it goes on although the host asked to stop", kind);
    });
}

bool has(cudaDeviceAttr attribute) {
    int device = 0, value = 0;
    require(cudaGetDevice(&device), "cudaGetDevice");
    require(cudaDeviceGetAttribute(&value, attribute, device), "cudaDeviceGetAttribute");
    return value != 0;
}

}  // namespace

int main() {
    if (!has_device()) {
        return skipped;
    }
    if (has(cudaDevAttrClusterLaunch)) {
        test_words("clusters", 2, run_in_clusters);
        test_giving_up("clusters", run_in_clusters);
    } else {
        std::printf("SKIPPED in part: this GPU has no clusters\n");
    }
    if (has(cudaDevAttrCooperativeLaunch)) {
        test_words("a grid", 1, run_in_grid);
        test_giving_up("a grid", run_in_grid);
    } else {
        std::printf("SKIPPED in part: this GPU has no cooperative launches\n");
    }
    return report("exchange_cuda_test");
}
