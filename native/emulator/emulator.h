// SPDX-License-Identifier: Apache-2.0
// A GPU on the host, for tests: streams whose work waits until somebody synchronises, graphs that
// replay what a stream captured, and grids of threads that are fibers of one processor. The kernels
// of native/cuda are compiled for it as plain C++, with include/cuda_runtime.h in place of CUDA's.
//
// The functions with C linkage are exported by libtimbrel_emulator.so, so that libraries loaded
// into one process share their streams. They may be called from any thread; work runs one piece at
// a time.
//
// Streams    A stream is a void *: what a cudaStream_t holds. NULL is the default stream: its work
//            runs before the call returns, after all that waits in other streams. The work of other
//            streams waits, in order, until it is synchronised, so that a caller who forgets to
//            wait, or frees too early, is found out. Of streams that wait for each other's events,
//            those created last go on as far as they can, or those created first, in turns: see
//            schedule.h.
// Kernels    Threads run in an order that the emulator shuffles by a seed, from barrier to barrier;
//            shared memory is poisoned before every block. A barrier that not all threads of a
//            block reach, or a shuffle that not all lanes of a warp reach, ends the process with a
//            line that says so: these are defects that a real device may or may not show.
//            Blocks run one after the other, but those of a cluster, or of a grid that is resident
//            as a whole, run together: see include/emulated_team.h and team.cpp.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <functional>

extern "C" {

// Never NULL. Destroying does what waits first.
void *timbrel_emulator_stream_create();
void timbrel_emulator_stream_destroy(void *stream);

// Adds work to a stream; to the graph where the stream is capturing.
void timbrel_emulator_enqueue(void *stream, const std::function<void()> &work);

// Does what waits in a stream, or in all where all is true.
void timbrel_emulator_synchronize(void *stream, bool all);

// 1 where nothing waits in the stream.
int timbrel_emulator_idle(void *stream);

// An event is a place in a stream: the end of what it has when the event is recorded. Whoever waits
// for one that was never recorded does not wait.
void *timbrel_emulator_event_create();
void timbrel_emulator_event_destroy(void *event);
void timbrel_emulator_event_record(void *event, void *stream);

// Isolated: one of the two is of a capture that the other is not of, which CUDA refuses.
enum { timbrel_emulator_wait_accepted, timbrel_emulator_wait_isolated };

// What is added to the stream from now on waits for the event, or the caller does.
int timbrel_emulator_event_wait(void *stream, void *event);
int timbrel_emulator_event_synchronize(void *event);

// From begin to end, what is enqueued on the stream becomes a graph's instead of running, and so does
// that of streams that wait for events of it. The end gives NULL where the stream does not wait for
// all that these have.
void timbrel_emulator_capture_begin(void *stream);
int timbrel_emulator_capturing(void *stream);
void *timbrel_emulator_capture_end(void *stream);

// Enqueues the graph's work, which stays valid when the graph is destroyed before it has run.
void timbrel_emulator_graph_launch(void *graph, void *stream);
void timbrel_emulator_graph_destroy(void *graph);

// The same work once more, to be destroyed on its own.
void *timbrel_emulator_graph_clone(void *graph);

// How many kernels have run so far; a graph's count at every replay.
int64_t timbrel_emulator_kernels();

// 0: blocks and threads run in ascending order. Others: shuffled by this seed. The first is what
// the environment variable TIMBREL_EMULATOR_ORDER has, or 0.
void timbrel_emulator_order(uint64_t seed);

// What cudaDeviceGetAttribute gives for it, or a cudaError: see card.h.
int timbrel_emulator_attribute(int attribute, int *value);

// The next launch gives this cudaError instead of launching. 0: none.
void timbrel_emulator_fail_next(int error);
int timbrel_emulator_take_failure();

// Memory that ends where a page without access begins, so that a kernel that goes past its end
// faults. Aligned to 256 where bytes is a multiple of 256, otherwise as its last element is. Filled
// with ones, which no float, length or pointer survives. NULL where there is none.
void *timbrel_emulator_allocate(size_t bytes);
void timbrel_emulator_free(void *memory);
}

namespace timbrel::emulator {

struct Index {
    unsigned x, y, z;
};

// What a thread knows of itself.
struct Thread {
    Index thread, block;
    unsigned char *dynamic_shared;
    unsigned lane, warp;
    bool in_team;
};

// Which blocks work together: none, all, or clusters of any other number.
constexpr unsigned alone = 0, whole_grid = ~0u;

struct Launch {
    Index grid, block;
    size_t dynamic_shared_bytes;
    unsigned team;
};

// A cudaError: 0 where the card takes the launch.
int check_launch(const Launch &launch);

// How many clusters of such blocks are resident at once; alone, how many blocks on one
// multiprocessor.
int resident_teams(const Launch &launch);

// Runs body once for every thread of the grid, now.
void run_grid(const Launch &launch, const std::function<void()> &body);

// Frees what a piece of work has allocated, while it runs: nothing else is done first.
void release(void *memory);

// Where the thread that runs finds itself.
extern Thread *current;

// Of the only grid that runs.
extern Index block_size, grid_size;

void block_barrier();

// The same; whether the predicate holds in all threads of the block.
bool block_barrier_and(bool predicate);

// Leaves value in a place of the warp and gives what the lane `from` left, once all lanes are
// there.
uint64_t exchange(uint64_t value, unsigned from);

// A bit for every lane whose predicate holds.
unsigned ballot(bool predicate);

// Adds static shared memory to what is poisoned before a block that is alone.
void add_shared(void *memory, size_t bytes);

// What a block of a team has in its place.
void *shared_in_team(const void *memory, size_t bytes);

}  // namespace timbrel::emulator
