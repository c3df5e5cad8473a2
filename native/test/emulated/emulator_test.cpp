// SPDX-License-Identifier: Apache-2.0
// The emulated device itself: work waits, graphs replay, and kernels that are wrong are found out.
#include <vector>

#include "check.h"
#include "dies.h"
#include "launch.h"

using namespace timbrel::test;

namespace {

struct Shared {
    float values[64];
};

// Reverses 64 numbers; without the barrier, it reads what may not be there yet.
void reverse_kernel(float *values, bool barrier) {
    Shared &shared = timbrel::block_shared<Shared>();
    shared.values[threadIdx.x] = values[threadIdx.x];
    if (barrier) {
        __syncthreads();
    }
    values[threadIdx.x] = shared.values[63 - threadIdx.x];
}

void half_barrier_kernel() {
    if (threadIdx.x < 32) {
        __syncthreads();
    }
}

void half_exchange_kernel(float *values) {
    if (threadIdx.x % 32 < 16) {
        values[0] = __shfl_sync(0xffffffffu, values[0], 0);
    }
}

void past_the_end_kernel(float *values) {
    values[64] = 1;
}

void exchange_kernel(float *values) {
    float sum = values[threadIdx.x];
    for (unsigned lanes = 16; lanes > 0; lanes /= 2) {
        sum += __shfl_xor_sync(0xffffffffu, sum, lanes);
    }
    const unsigned odd = __ballot_sync(0xffffffffu, threadIdx.x % 2 == 1);
    values[threadIdx.x] = odd == 0xaaaaaaaau ? sum : -1;
}

void vote_kernel(int *votes) {
    for (int k = 0; k < 4; ++k) {
        votes[k * 64 + static_cast<int>(threadIdx.x)] =
                __syncthreads_and(k % 3 == 0 || threadIdx.x != 40);
    }
}

float *some_values() {
    float *values = nullptr;
    cudaMalloc(&values, 64 * sizeof(float));
    for (int k = 0; k < 64; ++k) {
        values[k] = static_cast<float>(k);
    }
    return values;
}

bool reverses(uint64_t order, bool barrier) {
    timbrel_emulator_order(order);
    float *values = some_values();
    timbrel::launch(reverse_kernel, dim3(1), dim3(64), 0, nullptr, values, barrier);
    bool right = true;
    for (int k = 0; k < 64; ++k) {
        right = right && values[k] == static_cast<float>(63 - k);
    }
    cudaFree(values);
    return right;
}

void test_missing_barriers_show() {
    for (const uint64_t order : {0, 1, 2}) {
        check(reverses(order, true), "order %d: with a barrier it is right", (int)order);
        check(!reverses(order, false), "order %d: without a barrier it must not be", (int)order);
    }
}

void test_exchanges() {
    float *values = some_values();
    timbrel::launch(exchange_kernel, dim3(1), dim3(64), 0, nullptr, values);
    check(values[0] == 496 && values[31] == 496, "the first warp's sum is %g", values[0]);
    check(values[32] == 1520 && values[63] == 1520, "the second warp's sum is %g", values[32]);
    cudaFree(values);
}

void test_votes() {
    int *votes = nullptr;
    cudaMalloc(&votes, 4 * 64 * sizeof(int));
    timbrel::launch(vote_kernel, dim3(1), dim3(64), 0, nullptr, votes);
    for (int k = 0; k < 4 * 64; ++k) {
        check((votes[k] != 0) == (k / 64 % 3 == 0), "vote %d of thread %d", k / 64, k % 64);
    }
    cudaFree(votes);
}

void test_work_waits_and_graphs_replay() {
    void *stream = timbrel_emulator_stream_create();
    int count = 0;
    timbrel_emulator_enqueue(stream, [&] { ++count; });
    check(count == 0 && timbrel_emulator_idle(stream) == 0, "work waits");
    timbrel_emulator_synchronize(stream, false);
    check(count == 1 && timbrel_emulator_idle(stream) == 1, "work is done");
    timbrel_emulator_capture_begin(stream);
    timbrel_emulator_enqueue(stream, [&] { count += 10; });
    check(timbrel_emulator_capturing(stream) == 1, "it captures");
    void *graph = timbrel_emulator_capture_end(stream);
    check(count == 1 && timbrel_emulator_capturing(stream) == 0, "captured work does not run");
    timbrel_emulator_graph_launch(graph, stream);
    timbrel_emulator_graph_launch(graph, stream);
    timbrel_emulator_graph_destroy(graph);
    timbrel_emulator_enqueue(nullptr, [&] { count *= 2; });
    check(count == 42, "the default stream waits for all others: %d", count);
    timbrel_emulator_stream_destroy(stream);
}

// Two streams of which each waits for the other's last piece, begun and ended by a third.
struct Lanes {
    void *streams[3], *events[3];
    std::vector<int> order;

    Lanes() {
        for (int k = 0; k < 3; ++k) {
            streams[k] = timbrel_emulator_stream_create();
            events[k] = timbrel_emulator_event_create();
        }
    }

    ~Lanes() {
        for (int k = 0; k < 3; ++k) {
            timbrel_emulator_stream_destroy(streams[k]);
            timbrel_emulator_event_destroy(events[k]);
        }
    }

    void work(int lane, int what) {
        timbrel_emulator_enqueue(streams[lane], [this, what] { order.push_back(what); });
        timbrel_emulator_event_record(events[lane], streams[lane]);
    }

    void wait(int lane, int other) {
        check(timbrel_emulator_event_wait(streams[lane], events[other]) ==
                        timbrel_emulator_wait_accepted,
                "lane %d may wait for %d", lane, other);
    }

    // Pieces 0, then 11, 12 and 21, 22 with 11 before 21 and 12 before 22 where that is asked for,
    // then 3.
    void fill(bool asked) {
        work(0, 0);
        wait(1, 0);
        wait(2, 0);
        for (int piece : {1, 2}) {
            work(1, 10 + piece);
            if (asked) {
                wait(2, 1);
            }
            work(2, 20 + piece);
        }
        wait(0, 1);
        wait(0, 2);
        work(0, 3);
    }

    void expect(const std::vector<int> &expected, const char *what) {
        check(order == expected, "%s: %d pieces in another order", what, (int)order.size());
        order.clear();
    }
};

void test_lanes_go_on_as_far_as_they_may() {
    const std::vector<int> newest_first = {0, 21, 22, 11, 12, 3},
                           oldest_first = {0, 11, 12, 21, 22, 3};
    const std::vector<int> newest_allowed = {0, 11, 21, 12, 22, 3};
    Lanes lanes;
    for (const bool asked : {false, true}) {
        lanes.fill(asked);
        timbrel_emulator_synchronize(lanes.streams[0], false);
        lanes.expect(asked ? newest_allowed : newest_first, "newest first");
        lanes.fill(asked);
        timbrel_emulator_synchronize(lanes.streams[0], false);
        lanes.expect(oldest_first, "oldest first");
        timbrel_emulator_capture_begin(lanes.streams[0]);
        lanes.fill(asked);
        check(timbrel_emulator_capturing(lanes.streams[2]) == 1, "lanes are captured too");
        void *graph = timbrel_emulator_capture_end(lanes.streams[0]);
        check(timbrel_emulator_capturing(lanes.streams[2]) == 0, "and no more");
        timbrel_emulator_graph_launch(graph, lanes.streams[0]);
        timbrel_emulator_graph_launch(graph, lanes.streams[0]);
        timbrel_emulator_synchronize(lanes.streams[0], false);
        std::vector<int> both = asked ? newest_allowed : newest_first;
        both.insert(both.end(), oldest_first.begin(), oldest_first.end());
        lanes.expect(both, "a graph, twice");
        timbrel_emulator_graph_destroy(graph);
    }
}

// Waiting does no more than it must, and captures take no part of what is not theirs.
void test_events() {
    Lanes lanes;
    lanes.wait(0, 1);
    lanes.work(0, 1);
    lanes.work(1, 2);
    lanes.work(2, 3);
    timbrel_emulator_event_record(lanes.events[2], lanes.streams[1]);
    timbrel_emulator_enqueue(lanes.streams[1], [&lanes] { lanes.order.push_back(4); });
    timbrel_emulator_event_synchronize(lanes.events[2]);
    lanes.expect({2}, "an event");
    timbrel_emulator_synchronize(lanes.streams[0], false);
    lanes.expect({1}, "an event that was not recorded when it was waited for");
    timbrel_emulator_capture_begin(lanes.streams[0]);
    check(timbrel_emulator_event_wait(lanes.streams[0], lanes.events[1]) ==
                    timbrel_emulator_wait_isolated,
            "what is captured cannot wait for what is not");
    lanes.work(0, 5);
    lanes.wait(2, 0);
    check(timbrel_emulator_capture_end(lanes.streams[0]) == nullptr, "a lane that is not joined");
}

// Work that follows a kernel begins when the kernel has ended, whatever the kernel frees.
void test_kernels_end_before_what_follows() {
    void *stream = timbrel_emulator_stream_create();
    float *values = some_values();
    float seen = 0;
    timbrel_emulator_capture_begin(stream);
    timbrel::launch(
            exchange_kernel, dim3(1), dim3(64), 16, static_cast<cudaStream_t>(stream), values);
    timbrel_emulator_enqueue(stream, [&] { seen += values[0]; });
    void *graph = timbrel_emulator_capture_end(stream);
    timbrel_emulator_graph_launch(graph, stream);
    timbrel_emulator_enqueue(stream, [&] { seen *= 2; });
    timbrel_emulator_synchronize(stream, false);
    check(seen == 2 * 496, "what follows a graph has seen %g", seen);
    timbrel_emulator_graph_destroy(graph);
    timbrel_emulator_stream_destroy(stream);
    cudaFree(values);
}

void test_launches_are_checked() {
    float *const none = nullptr;
    check(timbrel::launch(exchange_kernel, dim3(0), dim3(64), 0, nullptr, none) ==
                    cudaErrorInvalidConfiguration,
            "no blocks");
    check(timbrel::launch(exchange_kernel, dim3(1), dim3(2048), 0, nullptr, none) ==
                    cudaErrorInvalidConfiguration,
            "too many threads");
    check(timbrel::launch(exchange_kernel, dim3(1), dim3(64), 50000, nullptr, none) ==
                    cudaErrorInvalidValue,
            "too much shared memory");
}

void test_defects_end_the_process() {
    float *values = some_values();
    check_dies("a barrier for some", "not all threads of a block",
            [] { timbrel::launch(half_barrier_kernel, dim3(1), dim3(64), 0, nullptr); });
    check_dies("an exchange for some", "not all lanes of a warp", [values] {
        timbrel::launch(half_exchange_kernel, dim3(1), dim3(64), 0, nullptr, values);
    });
    check_dies("a write past the end", "", [values] {
        timbrel::launch(past_the_end_kernel, dim3(1), dim3(32), 0, nullptr, values);
    });
    cudaFree(values);
}

}  // namespace

int main() {
    test_missing_barriers_show();
    test_exchanges();
    test_votes();
    test_work_waits_and_graphs_replay();
    test_lanes_go_on_as_far_as_they_may();
    test_events();
    test_kernels_end_before_what_follows();
    test_launches_are_checked();
    test_defects_end_the_process();
    return report("emulator_test");
}
