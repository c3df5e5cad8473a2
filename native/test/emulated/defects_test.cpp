// SPDX-License-Identifier: Apache-2.0
// Every way to use the words of teams wrong ends the process on the emulated device, and its card
// refuses what a card refuses.
#include "dies.h"
#include "memory.h"
#include "resident/team.h"

using namespace timbrel::test;

namespace {

using namespace timbrel;

constexpr unsigned threads = 64;

struct Barrier {
    uint64_t word;
};

void idle_kernel() {}

enum Wrong {
    nothing,
    never_begun,
    never_visible,
    begun_twice,
    overwritten,
    expected_twice,
    too_many_bytes,
    phase_gone,
    to_who_has_left,
    left_too_early,
    no_such_rank,
    no_place_of_the_block,
    not_aligned,
    past_the_end,
    barrier_for_some,
    cluster_barrier_for_some,
    half_a_warp,
    waits_for_ever,
    too_much_shared
};

struct Large {
    unsigned char bytes[40 * 1024];
};

struct Larger {
    unsigned char bytes[40 * 1024];
};

void wrong_kernel(Wrong wrong, uint32_t *global) {
    uint64_t *const barrier = &block_shared<Barrier>().word;
    uint32_t *const words = reinterpret_cast<uint32_t *>(block_shared_floats());
    const bool first = threadIdx.x == 0;
    if (wrong == too_much_shared) {
        block_shared<Large>().bytes[0] = 0;
        block_shared<Larger>().bytes[0] = 0;
    }
    if (first && wrong != never_begun) {
        arrival_begin(barrier);
        if (wrong == begun_twice) {
            arrival_begin(barrier);
        }
        if (wrong != never_visible) {
            arrivals_visible();
        }
        if (wrong == overwritten) {
            *barrier = 0;
        }
    }
    if (wrong == to_who_has_left && blockIdx.x == 1) {
        return;
    }
    if (wrong != to_who_has_left) {
        cluster_barrier();
    }
    const int phases = wrong == phase_gone ? 2 : 1;
    for (int phase = 0; first && phase < phases; ++phase) {
        arrival_expect(barrier, wrong == too_many_bytes ? 1 << 20 : 4);
        if (wrong == expected_twice) {
            arrival_expect(barrier, 4);
        }
        uint64_t start = nanoseconds();
        while (wrong == to_who_has_left && nanoseconds() - start < 1000000) {
        }
        uint32_t *const word =
                wrong == no_place_of_the_block ? global
                : wrong == not_aligned
                        ? reinterpret_cast<uint32_t *>(reinterpret_cast<unsigned char *>(words) + 2)
                        : words;
        const unsigned to = wrong == no_such_rank     ? 2
                            : wrong == left_too_early ? blockIdx.x
                                                      : blockIdx.x ^ 1;
        send_async(7, word, barrier, to);
        while (wrong != left_too_early && !arrival_seen(barrier, static_cast<unsigned>(phase))) {
        }
    }
    if (wrong == past_the_end) {
        words[4] = 1;
    }
    if (wrong == barrier_for_some ? !first : wrong != left_too_early) {
        __syncthreads();
    }
    if (wrong == half_a_warp && threadIdx.x % 2 == 0) {
        __syncwarp();
    }
    if (wrong == phase_gone && !first) {
        arrival_seen(barrier, 0);
    }
    while (wrong == waits_for_ever && first && !arrival_seen(barrier, 1)) {
    }
    if (wrong != left_too_early && !(wrong == cluster_barrier_for_some && first)) {
        cluster_barrier();
    }
}

void launch_wrong(Wrong wrong) {
    static Memory<uint32_t> global(1);
    launch_clusters(wrong_kernel, dim3(2), dim3(threads), 2, 16, nullptr, wrong, global.values);
}

void cluster_word_kernel() {
    cluster_barrier();
}

void uneven_kernel(const uint64_t *words) {
    look_at_two(words + 1);
}

void test_defects_end_the_process() {
    struct Case {
        Wrong wrong;
        const char *what, *why;
    };
    const Case cases[] = {
            {never_begun, "arrivals never begun", "were not begun"},
            {never_visible, "arrivals not visible", "need not see yet"},
            {begun_twice, "arrivals begun twice", "begun twice"},
            {overwritten, "arrivals overwritten", "or were overwritten"},
            {expected_twice, "a phase expected twice", "told twice what to expect"},
            {too_many_bytes, "too many bytes", "which count no more than"},
            {phase_gone, "a phase gone by", "cannot be told from others"},
            {to_who_has_left, "a word to who has left", "which has left"},
            {left_too_early, "who leaves too early", "on their way to it"},
            {no_such_rank, "a word to nobody", "block 2 of a cluster of 2"},
            {no_place_of_the_block, "a word to global memory", "no place in shared memory"},
            {not_aligned, "a word at an odd place", "no place in shared memory"},
            {past_the_end, "a word past the end", ""},
            {barrier_for_some, "a barrier for some", "not all threads of a block"},
            {cluster_barrier_for_some, "a cluster's barrier for some",
                    "not all threads of a cluster"},
            {half_a_warp, "an exchange for some", "not all lanes of a warp"},
            {waits_for_ever, "a wait for ever", "wait for each other for ever"},
            {too_much_shared, "too much shared memory", "of static and 16 of dynamic"},
    };
    for (const uint64_t order : {0, 1, 2}) {
        timbrel_emulator_order(order);
        launch_wrong(nothing);
        for (const Case &c : cases) {
            check_dies(c.what, c.why, [&c] { launch_wrong(c.wrong); });
        }
        check_dies("a cluster's word in a grid", "not launched in clusters",
                [] { launch_resident(cluster_word_kernel, dim3(1), dim3(threads), 0, nullptr); });
        check_dies("two words that are not aligned", "not aligned to 16", [] {
            alignas(16) static uint64_t words[3] = {};
            launch_resident(uneven_kernel, dim3(1), dim3(threads), 0, nullptr,
                    static_cast<const uint64_t *>(words));
        });
        check_dies("a cluster's word in a plain kernel", "not launched in clusters",
                [] { launch(cluster_word_kernel, dim3(1), dim3(threads), 0, nullptr); });
    }
}

void check_error(const char *what, cudaError_t actual, cudaError_t expected) {
    check(actual == expected, "%s: %s, expected %s", what, cudaGetErrorName(actual),
            cudaGetErrorName(expected));
}

cudaError_t try_clusters(unsigned blocks, unsigned cluster, size_t shared) {
    return launch_clusters(idle_kernel, dim3(blocks), dim3(threads), cluster, shared, nullptr);
}

cudaError_t try_resident(unsigned blocks, size_t shared) {
    return launch_resident(idle_kernel, dim3(blocks), dim3(threads), shared, nullptr);
}

void test_what_the_card_takes() {
    check_error("16 blocks", try_clusters(16, 16, 0), cudaSuccess);
    check_error("17 blocks", try_clusters(17, 17, 0), cudaErrorInvalidClusterSize);
    check_error("no blocks", try_clusters(16, 0, 0), cudaErrorInvalidClusterSize);
    check_error("half a cluster", try_clusters(17, 2, 0), cudaErrorInvalidClusterSize);
    check_error(
            "more memory than a block has", try_clusters(2, 2, 232448 + 16), cudaErrorInvalidValue);
    check_error("a large grid", try_resident(32, 232448), cudaSuccess);
    check_error("too large a grid", try_resident(33, 120000), cudaErrorCooperativeLaunchTooLarge);
    check_error("two blocks a multiprocessor", try_resident(33, 100000), cudaSuccess);

    cudaLaunchAttribute attribute = {};
    attribute.id = cudaLaunchAttributeClusterDimension;
    attribute.val.clusterDim = {5, 1, 1};
    cudaLaunchConfig_t config = {};
    config.gridDim = dim3(5);
    config.blockDim = dim3(256);
    config.dynamicSmemBytes = 200000;
    config.attrs = &attribute;
    config.numAttrs = 1;
    int clusters = 0, value = 0;
    check_error("clusters", cudaOccupancyMaxActiveClusters(&clusters, idle_kernel, &config),
            cudaSuccess);
    check(clusters == 6, "3 clusters of 5 blocks fit on each 16 multiprocessors, not %d", clusters);
    check(cudaDeviceGetAttribute(&value, cudaDevAttrMaxSharedMemoryPerBlockOptin, 0) ==
                            cudaSuccess &&
                    value == 232448,
            "a block's shared memory is %d", value);
    check_error("more than that",
            cudaFuncSetAttribute(
                    idle_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, value + 1),
            cudaErrorInvalidValue);
}

}  // namespace

int main() {
    test_defects_end_the_process();
    test_what_the_card_takes();
    return report("emulated_defects_test");
}
