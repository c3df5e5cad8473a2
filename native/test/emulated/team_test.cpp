// SPDX-License-Identifier: Apache-2.0
// The words of teams on the emulated device: kernels that use them well are right in any order, and
// words that come late show in those that do not.
#include <vector>

#include "check.h"
#include "memory.h"
#include "resident/team.h"

using namespace timbrel::test;

namespace {

using namespace timbrel;

constexpr unsigned threads = 64;
constexpr uint64_t orders = 12;

struct Arrivals {
    uint64_t of_buffer[2];
};

__device__ void begin(uint64_t *barrier, int count = 1) {
    if (threadIdx.x == 0) {
        for (int k = 0; k < count; ++k) {
            arrival_begin(barrier + k);
        }
        arrivals_visible();
    }
    cluster_barrier();
}

__device__ void await(uint64_t *barrier, unsigned parity) {
    while (!arrival_seen(barrier, parity)) {
    }
}

__device__ uint32_t mix(uint32_t sum, uint32_t word) {
    return (sum ^ word) * 2654435761u + 12345u;
}

// Every thread sends its sum to all blocks at every step, and mixes in what a thread of each has
// sent. Copies in dynamic shared memory: buffers of them take turns.
void exchange_kernel(int steps, unsigned blocks, unsigned buffers, uint32_t *out) {
    Arrivals &arrivals = block_shared<Arrivals>();
    uint32_t *const copies = reinterpret_cast<uint32_t *>(block_shared_floats());
    begin(arrivals.of_buffer, 2);
    const unsigned rank = cluster_rank();
    uint32_t sum = blockIdx.x * threads + threadIdx.x;
    for (int t = 0; t < steps; ++t) {
        const unsigned which = static_cast<unsigned>(t) & 1;
        uint32_t *const copy = copies + (which % buffers) * blocks * threads;
        if (threadIdx.x == 0) {
            arrival_expect(arrivals.of_buffer + which, blocks * threads * 4);
        }
        for (unsigned other = 0; other < blocks; ++other) {
            send_async(sum, copy + rank * threads + threadIdx.x, arrivals.of_buffer + which, other);
        }
        await(arrivals.of_buffer + which, static_cast<unsigned>(t) >> 1 & 1);
        for (unsigned other = 0; other < blocks; ++other) {
            sum = mix(sum, copy[other * threads + (threadIdx.x + other + 1) % threads]);
        }
        __syncthreads();
    }
    out[blockIdx.x * threads + threadIdx.x] = sum;
    cluster_barrier();
}

// The same through global memory: [2][blocks][threads] words, of a value and a step.
void grid_kernel(int steps, uint64_t *words, uint32_t *out) {
    uint32_t sum = blockIdx.x * threads + threadIdx.x;
    for (int t = 0; t < steps; ++t) {
        uint64_t *const copy = words + static_cast<unsigned>(t % 2) * gridDim.x * threads;
        const uint32_t tag = static_cast<uint32_t>(t) + 1;
        publish(copy + blockIdx.x * threads + threadIdx.x, uint64_t{sum} << 32 | tag);
        for (unsigned other = 0; other < gridDim.x; ++other) {
            uint64_t word;
            do {
                word = look(copy + other * threads + (threadIdx.x + other + 1) % threads);
            } while (static_cast<uint32_t>(word) != tag);
            sum = mix(sum, static_cast<uint32_t>(word >> 32));
        }
        // A word of two steps ahead must not come before all threads here have read.
        __syncthreads();
    }
    out[blockIdx.x * threads + threadIdx.x] = sum;
}

// What both give, for teams of so many blocks.
std::vector<uint32_t> exchanged(int steps, unsigned teams, unsigned blocks) {
    std::vector<uint32_t> sums(size_t{teams} * blocks * threads);
    for (size_t k = 0; k < sums.size(); ++k) {
        sums[k] = static_cast<uint32_t>(k);
    }
    for (int t = 0; t < steps; ++t) {
        const std::vector<uint32_t> before = sums;
        for (size_t k = 0; k < sums.size(); ++k) {
            const size_t team = k / (blocks * threads), thread = k % threads;
            for (size_t other = 0; other < blocks; ++other) {
                sums[k] = mix(sums[k],
                        before[(team * blocks + other) * threads + (thread + other + 1) % threads]);
            }
        }
    }
    return sums;
}

bool same(const Memory<uint32_t> &out, const std::vector<uint32_t> &expected) {
    return std::memcmp(out.values, expected.data(), expected.size() * sizeof(uint32_t)) == 0;
}

bool exchanges_in_clusters(int steps, unsigned teams, unsigned blocks, unsigned buffers) {
    Memory<uint32_t> out(size_t{teams} * blocks * threads);
    const cudaError_t launched =
            launch_clusters(exchange_kernel, dim3(teams * blocks), dim3(threads), blocks,
                    2 * blocks * threads * 4, nullptr, steps, blocks, buffers, out.values);
    return launched == cudaSuccess && same(out, exchanged(steps, teams, blocks));
}

bool exchanges_in_a_grid(int steps, unsigned blocks) {
    Memory<uint32_t> out(size_t{blocks} * threads);
    Memory<uint64_t> words(size_t{2} * blocks * threads);
    const cudaError_t launched = launch_resident(
            grid_kernel, dim3(blocks), dim3(threads), 0, nullptr, steps, words.values, out.values);
    return launched == cudaSuccess && same(out, exchanged(steps, 1, blocks));
}

void test_exchanges() {
    int torn = 0;
    for (uint64_t order = 0; order < orders; ++order) {
        timbrel_emulator_order(order);
        for (const unsigned blocks : {2u, 3u, 16u}) {
            check(exchanges_in_clusters(6, 2, blocks, 2), "order %d: clusters of %u", (int)order,
                    blocks);
        }
        for (const unsigned blocks : {1u, 5u, 32u}) {
            check(exchanges_in_a_grid(6, blocks), "order %d: a grid of %u", (int)order, blocks);
        }
        torn += !exchanges_in_clusters(6, 1, 3, 1);
    }
    check(torn > 0, "words that overwrite what others still read do not show");
}

// Thread 0 of the first block of two sends 2 words to its own block, before it tells that it
// expects them or after.
void phases_kernel(bool early, int32_t *out) {
    uint64_t *const barrier = block_shared<Arrivals>().of_buffer;
    uint32_t *const words = reinterpret_cast<uint32_t *>(block_shared_floats());
    begin(barrier);
    if (cluster_rank() > 0) {
        return;
    }
    bool right = !arrival_seen(barrier, 0) && arrival_seen(barrier, 1);
    for (uint32_t phase = 0; phase < 5; ++phase) {
        if (!early && threadIdx.x == 0) {
            arrival_expect(barrier, 8);
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            send_async(phase, words, barrier, 0);
            send_async(phase + 10, words + 1, barrier, 0);
        }
        const uint64_t start = nanoseconds();
        while (early && nanoseconds() - start < 100000) {
            right = right && !arrival_seen(barrier, phase & 1);
        }
        __syncthreads();
        if (early && threadIdx.x == 0) {
            arrival_expect(barrier, 8);
        }
        await(barrier, phase & 1);
        right = right && arrival_seen(barrier, phase & 1) && !arrival_seen(barrier, ~phase & 1) &&
                words[0] == phase && words[1] == phase + 10;
        __syncthreads();
    }
    out[threadIdx.x] = right;
}

void test_phases() {
    for (uint64_t order = 0; order < orders; ++order) {
        timbrel_emulator_order(order);
        for (const bool early : {false, true}) {
            Memory<int32_t> out(threads);
            launch_clusters(
                    phases_kernel, dim3(2), dim3(threads), 2, 8, nullptr, early, out.values);
            for (unsigned k = 0; k < threads; ++k) {
                check(out.values[k] == 1, "order %d, early %d: thread %u", (int)order, early, k);
            }
        }
    }
}

// Shared memory is a block's own, filled with ones at first, and as large as was asked for; words
// of the cluster, plain or published, are seen behind its barrier.
void neighbours_kernel(int words, uint64_t *global, int32_t *out) {
    int32_t *const own = reinterpret_cast<int32_t *>(block_shared_floats());
    uint64_t *const barriers = block_shared<Arrivals>().of_buffer;
    bool right = barriers[0] == ~UINT64_C(0) && barriers[1] == ~UINT64_C(0);
    for (int k = static_cast<int>(threadIdx.x); k < words; k += static_cast<int>(threads)) {
        right = right && own[k] == -1;
        own[k] = static_cast<int32_t>(blockIdx.x) * words + k;
    }
    const unsigned mine = blockIdx.x * threads + threadIdx.x;
    const unsigned other = (blockIdx.x ^ 1) * threads + threadIdx.x;
    global[mine] = mine;
    publish(global + gridDim.x * threads + mine, mine);
    __syncthreads();
    barriers[0] = barriers[1] = blockIdx.x;
    cluster_barrier();
    right = right && global[other] == other &&
            look(global + gridDim.x * threads + other) == other && barriers[0] == blockIdx.x;
    for (int k = 0; k < words; ++k) {
        right = right && own[k] == static_cast<int32_t>(blockIdx.x) * words + k;
    }
    out[mine] = right;
}

void test_shared_memory_is_a_blocks_own() {
    Memory<int32_t> out(4 * threads);
    constexpr int words = (232448 - sizeof(Arrivals)) / 4;
    for (uint64_t order = 0; order < 3; ++order) {
        timbrel_emulator_order(order);
        Memory<uint64_t> global(8 * threads);
        out.clear();
        const cudaError_t launched = launch_clusters(neighbours_kernel, dim3(4), dim3(threads), 2,
                words * 4, nullptr, words, global.values, out.values);
        check(launched == cudaSuccess, "all shared memory: %s", cudaGetErrorName(launched));
        for (unsigned k = 0; k < 4 * threads; ++k) {
            check(out.values[k] == 1, "order %d: thread %u", (int)order, k);
        }
    }
}

// Block 0 publishes data and then a flag of its own, which orders nothing; every word for itself
// only goes up, and its own block sees it at once.
void flag_kernel(uint64_t *data, uint64_t *flag, int32_t *out) {
    bool right = true;
    if (blockIdx.x == 0 && threadIdx.x == 0) {
        for (uint64_t k = 1; k <= 20; ++k) {
            publish(data, k);
            right = right && look(data) == k;
        }
        publish(flag, 1);
    } else if (threadIdx.x == 0) {
        uint64_t last = 0;
        while (look(flag) != 1) {
            const uint64_t now = look(data);
            right = right && now >= last;
            last = now;
        }
        out[2] = look(data) != 20;
    }
    if (threadIdx.x == 0) {
        out[blockIdx.x] = right;
    }
}

void test_published_words() {
    int early = 0;
    for (uint64_t order = 0; order < orders; ++order) {
        timbrel_emulator_order(order);
        Memory<uint64_t> words(2);
        Memory<int32_t> out(3);
        launch_resident(flag_kernel, dim3(2), dim3(threads), 0, nullptr, words.values,
                words.values + 1, out.values);
        check(out.values[0] == 1, "order %d: a block does not see its own word", (int)order);
        check(out.values[1] == 1, "order %d: a word goes back", (int)order);
        check(words.values[0] == 20, "order %d: the last word is lost", (int)order);
        early += out.values[2];
    }
    check(early > 0, "a flag that comes before its data does not show");
}

// Of two words looked at at once either may be seen first.
void two_words_kernel(uint64_t *words, int32_t *out) {
    if (blockIdx.x == 0 && threadIdx.x == 0) {
        publish(words, 1);
        publish(words + 1, 1);
    } else if (threadIdx.x == 0) {
        TwoWords two = {};
        while (two.first == 0 || two.second == 0) {
            two = look_at_two(words);
            out[0] += two.first != 0 && two.second == 0;
            out[1] += two.first == 0 && two.second != 0;
        }
    }
}

void test_two_words() {
    Memory<int32_t> out(2);
    for (uint64_t order = 1; order <= 40; ++order) {
        timbrel_emulator_order(order);
        Memory<uint64_t> words(2);
        launch_resident(
                two_words_kernel, dim3(2), dim3(threads), 0, nullptr, words.values, out.values);
    }
    check(out.values[0] > 0 && out.values[1] > 0,
            "the first word alone is seen %d times, the second %d", (int)out.values[0],
            (int)out.values[1]);
}

void vote_kernel(int32_t *out) {
    const bool all = __syncthreads_and(1), most = __syncthreads_and(threadIdx.x != blockIdx.x);
    out[blockIdx.x * threads + threadIdx.x] = all && !most;
}

// Waits for what never comes: for a second, or until the host says so; with a look at the clock
// after so many at the word, and together with the block's other threads or alone.
void patient_kernel(
        bool together, int looks, int32_t *signal, const uint64_t *word, uint64_t *waited) {
    const uint64_t start = nanoseconds();
    for (bool goes_on = true; goes_on;) {
        for (int k = 0; k < looks; ++k) {
            goes_on = goes_on && look(word) == 0;
        }
        goes_on = goes_on && look_at_host(signal) == 0 && nanoseconds() - start < 1000000000;
        goes_on = together ? __syncthreads_and(goes_on) != 0 : goes_on;
    }
    waited[blockIdx.x * threads + threadIdx.x] = nanoseconds() - start;
    tell_host(signal + 1, 1);
}

void test_votes_and_clock() {
    for (const uint64_t order : {0, 1}) {
        timbrel_emulator_order(order);
        Memory<int32_t> votes(2 * threads);
        launch_resident(vote_kernel, dim3(2), dim3(threads), 0, nullptr, votes.values);
        for (unsigned k = 0; k < 2 * threads; ++k) {
            check(votes.values[k] == 1, "order %d: the vote of thread %u", (int)order, k);
        }
        for (const bool together : {false, true}) {
            Memory<int32_t> signal(2);
            Memory<uint64_t> word(1), waited(2 * threads);
            const auto wait = [&](int looks) {
                launch_resident(patient_kernel, dim3(2), dim3(threads), 0, nullptr, together, looks,
                        signal.values, word.values, waited.values);
            };
            for (const int looks : {1, 300}) {
                wait(looks);
                check(signal.values[1] == 1, "the host is not told");
                for (unsigned k = 0; k < 2 * threads; ++k) {
                    const double seconds = static_cast<double>(waited.values[k]) * 1e-9;
                    check(seconds >= 1 && seconds < 10, "order %d, %d looks: thread %u waits %g s",
                            (int)order, looks, k, seconds);
                }
            }
            signal.values[0] = 1;
            wait(1);
            check(waited.values[0] < 1000000, "the host is not heard");
        }
    }
}

void test_teams_are_captured() {
    Memory<uint32_t> out(2 * threads);
    void *const stream = timbrel_emulator_stream_create();
    timbrel_emulator_capture_begin(stream);
    launch_clusters(exchange_kernel, dim3(2), dim3(threads), 2, 2 * 2 * threads * 4,
            static_cast<cudaStream_t>(stream), 3, 2u, 2u, out.values);
    void *const graph = timbrel_emulator_capture_end(stream);
    check(out.values[0] == 0 && out.values[1] == 0, "a captured kernel has run");
    for (int replay = 0; replay < 2; ++replay) {
        out.clear();
        timbrel_emulator_graph_launch(graph, stream);
        timbrel_emulator_synchronize(stream, false);
        check(same(out, exchanged(3, 1, 2)), "replay %d", replay);
    }
    timbrel_emulator_graph_destroy(graph);
    timbrel_emulator_stream_destroy(stream);
}

}  // namespace

int main() {
    test_exchanges();
    test_phases();
    test_shared_memory_is_a_blocks_own();
    test_published_words();
    test_two_words();
    test_votes_and_clock();
    test_teams_are_captured();
    return report("emulated_team_test");
}
