// SPDX-License-Identifier: Apache-2.0
// Blocks that run together on the emulated device: a cluster, or a whole grid.
#pragma once

#include <unordered_map>

#include "machine.h"

namespace timbrel::emulator {

// A word on its way into a block's shared memory, where a barrier counts it; or, of no block, into
// global memory.
struct Flight {
    uint64_t due, number;
    Block *to;
    void *place;
    uint64_t value;
    uint64_t *barrier;
};

struct Arrivals {
    uint64_t *place;
    Fiber *begun_by;
    bool visible;
    bool expects;  // in this phase one thread has told how many bytes
    int64_t phase, bytes;
    std::vector<int64_t> seen;  // the last phase of which each thread of the block saw the end
};

// Words published under an address that not all blocks see yet.
struct Published {
    uint64_t due, value;
    Block *from;
    unsigned count;
};

struct Team {
    unsigned size = 0;  // blocks
    bool is_cluster = false;
    unsigned waiting = 0;  // threads at the cluster's barrier

    // Shared memory of a block: static objects from its beginning, at offsets that all blocks have
    // in common; dynamic memory at its end, behind which a page faults.
    size_t dynamic_offset = 0, dynamic_bytes = 0, static_bytes = 0;
    std::unordered_map<const void *, size_t> statics;

    uint64_t pass = 0;
    uint64_t turn = 0;            // how often a thread has run
    std::vector<Flight> flights;  // a heap; the first is due first
    uint64_t sent = 0;
    std::unordered_map<void *, Published> published;
    std::vector<Arrivals> arrivals;

    // The clock is turn + leaps.
    uint64_t leaps = 0, clock_reads = 0;
};

Team &team();

// Sends a word on its way, to arrive at its due turn or later; gives when.
uint64_t send(Flight flight);

// Delivers what is due by a turn.
void deliver(uint64_t turn);

// Other blocks see now whatever was published.
void land_published();

}  // namespace timbrel::emulator
