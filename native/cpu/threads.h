// SPDX-License-Identifier: Apache-2.0
// One pool of threads for the process. A call divides its work into tasks; the caller and the
// pool's workers take them one by one, so that a worker that the system does not schedule delays
// nobody. What a task does must not depend on who does it.
#pragma once

#include <stdint.h>

namespace timbrel {

// How many threads a call may use, the caller among them: at least 1.
int64_t thread_count();

using Task = void (*)(const void *context, int64_t task);

// task(context, k) once for every k of 0..count-1, in any order and any thread; back when all are
// done. A region inside a task, and one that begins while another caller's runs, does its tasks one
// after the other in its own thread. Starting one takes about a microsecond where the workers are
// awake, tens where they sleep: work of less than that is to be one task.
void run_tasks(int64_t count, Task task, const void *context);

// The same for a callable: work(k).
template <typename Work>
void parallel(int64_t count, const Work &work) {
    run_tasks(
            count,
            [](const void *context, int64_t task) { (*static_cast<const Work *>(context))(task); },
            &work);
}

// One of the threads of run_gang().
class Member {
public:
    Member(int64_t index, int64_t count, void *arrivals)
        : index(index), count(count), arrivals_(arrivals) {}

    // Waits until all members have called it as often as this one. What they wrote before is then
    // seen here. Less than half a microsecond among threads that all run; a member that the system
    // has put aside is waited for with sched_yield().
    void barrier();

    const int64_t index, count;  // index is 0..count-1; 0 is the caller

private:
    void *arrivals_;
    int64_t passed_ = 0;
};

using GangTask = void (*)(const void *context, Member &member);

// task(context, member) in several threads at the same time, which may wait for each other at
// member.barrier(). They are as many as are there within some microseconds, at most thread_count()
// and at most `most`, and the caller alone where the pool is in use: the work is to be divided by
// member.count.
void run_gang(int64_t most, GangTask task, const void *context);

// The same for a callable: work(member).
template <typename Work>
void gang(int64_t most, const Work &work) {
    run_gang(
            most,
            [](const void *context, Member &member) {
                (*static_cast<const Work *>(context))(member);
            },
            &work);
}

}  // namespace timbrel
