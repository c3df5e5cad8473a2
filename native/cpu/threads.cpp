// SPDX-License-Identifier: Apache-2.0
// The pool of threads. Workers look for a new region for a while, then sleep.
#include "threads.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <time.h>

#include <atomic>

#include "arguments.h"
#include "error.h"
#include "processors.h"

namespace timbrel {
namespace {

constexpr int64_t most_threads = 1024;

// How long a worker looks for the next region before it sleeps: longer than what lies between two
// regions of one call, too short to be seen in a process that does something else.
constexpr int64_t look_ns = 50 * 1000;
// How long a gang's caller waits for workers that were asleep.
constexpr int64_t gather_ns = 100 * 1000;

int64_t now_ns() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
}

void pause_processor() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

// Looks until there() holds; after a while others may have the processor in between.
template <typename Condition>
void wait_until(const Condition &there) {
    for (int looks = 0; !there(); ++looks) {
        if (looks < 1000) {
            pause_processor();
        } else {
            sched_yield();
        }
    }
}

// Looks until there() holds or the time is up; whether it holds.
template <typename Condition>
bool wait_for(int64_t time_ns, const Condition &there) {
    const int64_t end = now_ns() + time_ns;
    for (int looks = 1; !there(); ++looks) {
        pause_processor();
        if (looks % 32 == 0 && now_ns() > end) {
            return there();
        }
    }
    return true;
}

// A line of the cache for each, because different threads write them.
struct alignas(64) Counter {
    std::atomic<int64_t> value{0};
};

// What the workers are to do. The fields are set by the caller that holds the pool, before the
// region opens and after nobody is inside.
struct Region {
    int64_t count = 0;
    Task task = nullptr;
    GangTask gang_task = nullptr;  // not null: a gang
    const void *context = nullptr;
    Counter next;     // tasks taken; of a gang, workers that came
    Counter members;  // of a gang: 0 until the caller says how many
    Counter barrier;  // of a gang: arrivals at barriers
};

// The pool is never destroyed, because threads may be inside when the process ends.
struct Pool {
    pthread_mutex_t in_use = PTHREAD_MUTEX_INITIALIZER;  // of the caller whose region runs
    pthread_mutex_t sleep = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

    Region region;
    // Odd while a region is open. A worker counts itself in, then looks whether it is still open;
    // the caller closes it, then looks whether anybody is in: one of them sees the other.
    Counter number;
    Counter inside;
    Counter sleepers;
    std::atomic<bool> stop{false};

    std::atomic<int64_t> threads{0};  // 0: not asked so far
    int64_t workers = 0;              // started
    bool failed = false;              // to start as many as asked
    bool closed = false;              // the library is being unloaded
    pthread_t handles[most_threads];
};

Pool pool;

void take_tasks(Region &region) {
    for (;;) {
        const int64_t task = region.next.value.fetch_add(1);
        if (task >= region.count) {
            return;
        }
        region.task(region.context, task);
    }
}

void join_gang(Region &region) {
    const int64_t index = 1 + region.next.value.fetch_add(1);
    wait_until([&] { return region.members.value.load() != 0; });
    const int64_t members = region.members.value.load();
    if (index < members) {
        Member member(index, members, &region.barrier.value);
        region.gang_task(region.context, member);
    }
}

void sleep_until_after(int64_t seen) {
    pthread_mutex_lock(&pool.sleep);
    pool.sleepers.value.fetch_add(1);
    while (pool.number.value.load() == seen && !pool.stop.load()) {
        pthread_cond_wait(&pool.wake, &pool.sleep);
    }
    pool.sleepers.value.fetch_sub(1);
    pthread_mutex_unlock(&pool.sleep);
}

void *work(void *) {
    int64_t seen = pool.number.value.load();
    seen -= seen % 2;  // a region may have opened since this thread was started
    while (!pool.stop.load()) {
        const bool changed = wait_for(
                look_ns, [&] { return pool.number.value.load() != seen || pool.stop.load(); });
        if (!changed) {
            sleep_until_after(seen);
        }
        pool.inside.value.fetch_add(1);
        const int64_t number = pool.number.value.load();
        if (number != seen && number % 2 == 1) {
            if (pool.region.gang_task != nullptr) {
                join_gang(pool.region);
            } else {
                take_tasks(pool.region);
            }
        }
        seen = number;
        pool.inside.value.fetch_sub(1);
    }
    return nullptr;
}

void wake_sleepers(int64_t most) {
    const int64_t sleepers = pool.sleepers.value.load();
    if (sleepers == 0) {
        return;
    }
    pthread_mutex_lock(&pool.sleep);
    if (sleepers <= most) {
        pthread_cond_broadcast(&pool.wake);
    }
    for (int64_t k = 0; sleepers > most && k < most; ++k) {
        pthread_cond_signal(&pool.wake);
    }
    pthread_mutex_unlock(&pool.sleep);
}

// Called by who holds the pool.
void start_workers(int64_t count) {
    if (pool.workers >= count || pool.failed || pool.closed) {
        return;
    }
    // The program's signals are for its own threads; faults of a thread are its own.
    sigset_t all, before;
    sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP}) {
        sigdelset(&all, fault);
    }
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pool.stop = false;
    while (pool.workers < count && !pool.failed) {
        pool.failed = pthread_create(pool.handles + pool.workers, nullptr, work, nullptr) != 0;
        pool.workers += pool.failed ? 0 : 1;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

// Called by who holds the pool.
void stop_workers() {
    pool.stop = true;
    pthread_mutex_lock(&pool.sleep);
    pthread_cond_broadcast(&pool.wake);
    pthread_mutex_unlock(&pool.sleep);
    for (int64_t k = 0; k < pool.workers; ++k) {
        pthread_join(pool.handles[k], nullptr);
    }
    pool.workers = 0;
    pool.failed = false;
}

// helpers: workers that can be of use.
void open_region(int64_t helpers) {
    pool.region.next.value = 0;
    pool.number.value.fetch_add(1);
    wake_sleepers(helpers);
}

void close_region() {
    pool.number.value.fetch_add(1);
    wait_until([] { return pool.inside.value.load() == 0; });
}

// A process that was forked has none of the workers, and the state of whoever was in the pool: the
// locks are held over the fork, so that this is nobody.
void before_fork() {
    pthread_mutex_lock(&pool.in_use);
    pthread_mutex_lock(&pool.sleep);
}

void after_fork() {
    pthread_mutex_unlock(&pool.sleep);
    pthread_mutex_unlock(&pool.in_use);
}

void after_fork_in_child() {
    pool.workers = 0;
    pool.failed = false;
    pool.inside.value = 0;
    pool.sleepers.value = 0;
    // Whoever waited there is not in this process.
    const pthread_cond_t fresh = PTHREAD_COND_INITIALIZER;
    pool.wake = fresh;
    after_fork();
}

// With the library: workers must be gone before their code is.
struct Lifetime {
    Lifetime() { pthread_atfork(before_fork, after_fork, after_fork_in_child); }

    ~Lifetime() {
        // Where another thread is still in a call, the process ends; the workers end with it.
        if (pthread_mutex_trylock(&pool.in_use) == 0) {
            pool.closed = true;
            stop_workers();
            pthread_mutex_unlock(&pool.in_use);
        }
    }
};

Lifetime lifetime;

// Whether the caller now holds the pool, with workers: as many as make so many threads, where the
// system has them.
bool take_pool(int64_t threads) {
    if (threads < 2 || pthread_mutex_trylock(&pool.in_use) != 0) {
        return false;
    }
    start_workers(threads - 1);
    if (pool.workers == 0) {
        pthread_mutex_unlock(&pool.in_use);
        return false;
    }
    return true;
}

}  // namespace

int64_t thread_count() {
    int64_t count = pool.threads.load(std::memory_order_relaxed);
    if (count == 0) {
        const int64_t usable = usable_processors();
        count = usable < most_threads ? usable : most_threads;
        int64_t unasked = 0;
        pool.threads.compare_exchange_strong(unasked, count);
        count = unasked == 0 ? count : unasked;
    }
    return count;
}

void run_tasks(int64_t count, Task task, const void *context) {
    const int64_t threads = thread_count();
    if (!take_pool(count < threads ? count : threads)) {
        for (int64_t k = 0; k < count; ++k) {
            task(context, k);
        }
        return;
    }
    Region &region = pool.region;
    region.count = count;
    region.task = task;
    region.gang_task = nullptr;
    region.context = context;
    open_region(count - 1);
    take_tasks(region);
    close_region();
    pthread_mutex_unlock(&pool.in_use);
}

void run_gang(int64_t most, GangTask task, const void *context) {
    const int64_t threads = thread_count();
    const int64_t wanted = most < threads ? most : threads;
    if (!take_pool(wanted)) {
        std::atomic<int64_t> arrivals{0};
        Member alone(0, 1, &arrivals);
        task(context, alone);
        return;
    }
    Region &region = pool.region;
    region.gang_task = task;
    region.context = context;
    region.members.value = 0;
    region.barrier.value = 0;
    open_region(wanted - 1);
    wait_for(gather_ns, [&] { return region.next.value.load() >= wanted - 1; });
    const int64_t there = region.next.value.load() + 1;
    const int64_t members = there < wanted ? there : wanted;
    region.members.value = members;  // workers that come now have higher indices
    Member caller(0, members, &region.barrier.value);
    task(context, caller);
    close_region();
    pthread_mutex_unlock(&pool.in_use);
}

void Member::barrier() {
    if (count == 1) {
        return;
    }
    auto &arrivals = *static_cast<std::atomic<int64_t> *>(arrivals_);
    passed_ += count;
    if (arrivals.fetch_add(1) + 1 < passed_) {
        wait_until([&] { return arrivals.load() >= passed_; });
    }
}

}  // namespace timbrel

tb_status tb_cpu_set_threads(int64_t count) {
    const tb_status checked = timbrel::check_sizes("tb_cpu_set_threads", {{"count", count, 0}});
    if (checked != TB_OK) {
        return checked;
    }
    using timbrel::pool;
    const int64_t most = timbrel::most_threads;
    pthread_mutex_lock(&pool.in_use);
    pool.threads = count < most ? count : most;
    if (timbrel::thread_count() - 1 != pool.workers) {
        timbrel::stop_workers();  // the next call starts as many as it may have
    }
    pthread_mutex_unlock(&pool.in_use);
    return TB_OK;
}

int64_t tb_cpu_threads(void) {
    return timbrel::thread_count();
}
