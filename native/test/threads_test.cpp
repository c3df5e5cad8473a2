// SPDX-License-Identifier: Apache-2.0
// The pool of threads: every task once, several callers at once, regions inside regions, barriers,
// fork, and another number of threads. Compiled with the pool's sources, because the library does
// not export them.
#include "../cpu/threads.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "check.h"
#include "timbrel.h"

using namespace timbrel::test;

namespace {

// How often each task of `rounds` regions of `count` was done: once a round.
bool every_task_once(int64_t count, int rounds) {
    std::vector<std::atomic<int>> done(static_cast<size_t>(count));
    for (int round = 1; round <= rounds; ++round) {
        timbrel::parallel(count, [&](int64_t task) { ++done[static_cast<size_t>(task)]; });
        for (const auto &times : done) {
            if (times != round) {
                return false;
            }
        }
    }
    return true;
}

void test_tasks() {
    for (const int64_t count : {0, 1, 2, 3, 100}) {
        check(every_task_once(count, 500), "%d tasks", int(count));
    }
    // After the workers have gone to sleep.
    usleep(2000);
    check(every_task_once(7, 1), "after sleep");
}

void test_inside_a_task() {
    std::atomic<int> sum{0};
    timbrel::parallel(5, [&](int64_t) { timbrel::parallel(7, [&](int64_t) { ++sum; }); });
    check(sum == 35, "regions inside tasks: %d of 35", sum.load());
}

void test_several_callers() {
    std::atomic<int> good{0};
    std::vector<std::thread> callers;
    for (int k = 0; k < 3; ++k) {
        callers.emplace_back([&] { good += every_task_once(9, 300) ? 1 : 0; });
    }
    for (std::thread &caller : callers) {
        caller.join();
    }
    check(good == 3, "%d of 3 callers", good.load());
}

// Every member adds what all wrote in the round before.
void test_gang() {
    constexpr int rounds = 200;
    for (const int64_t most : {1, 2, 3, 100}) {
        std::atomic<int64_t> members{0}, wrong{0};
        int64_t shared[2][128] = {};
        timbrel::gang(most, [&](timbrel::Member &member) {
            ++members;
            if (member.count > most || member.index >= member.count) {
                ++wrong;
            }
            for (int round = 0; round < rounds; ++round) {
                int64_t (&now)[128] = shared[round % 2], (&before)[128] = shared[(round + 1) % 2];
                for (int64_t k = 0; round > 0 && k < member.count; ++k) {
                    wrong += before[k] == round - 1 + k ? 0 : 1;
                }
                now[member.index] = round + member.index;
                member.barrier();
            }
        });
        check(members >= 1 && members <= most && wrong == 0, "most %d: %d members, %d wrong",
                int(most), int(members), int(wrong));
    }
}

void test_set_threads() {
    const int64_t usable = tb_cpu_threads();
    check(usable >= 1, "%d threads", int(usable));
    for (const int64_t count : {3, 1, 5, 2}) {
        check(tb_cpu_set_threads(count) == TB_OK && tb_cpu_threads() == count, "%d threads",
                int(count));
        test_tasks();
        test_inside_a_task();
        test_gang();
    }
    test_several_callers();
    check(tb_cpu_set_threads(-1) == TB_INVALID_ARGUMENT && tb_cpu_threads() == 2, "-1 threads");
    check(tb_cpu_set_threads(0) == TB_OK && tb_cpu_threads() == usable, "0 threads");
}

void test_fork() {
    tb_cpu_set_threads(3);
    check(every_task_once(9, 3), "before fork");
    const pid_t child = fork();
    if (child == 0) {
        _exit(every_task_once(9, 100) ? 42 : 1);
    }
    int status = 0;
    check(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 42,
            "in the child: %d", status);
    check(every_task_once(9, 100), "after fork");
}

}  // namespace

int main() {
    test_set_threads();
    test_fork();
    return report("threads_test");
}
