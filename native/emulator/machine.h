// SPDX-License-Identifier: Apache-2.0
// The state of the emulated device while it runs a grid: there is only one, because the device does
// one piece of work at a time.
#pragma once

#include <map>
#include <vector>

#include "emulator.h"
#include "fiber.h"

namespace timbrel::emulator {

constexpr unsigned warp_size = 32;

// Ends the process: a kernel is wrong.
[[noreturn]] __attribute__((format(printf, 1, 2))) void defect(const char *format, ...);

enum class State { ready, at_block_barrier, at_cluster_barrier, at_warp_barrier, done };

struct Block;
struct Warp;

struct Fiber {
    Context context;
    Thread thread;
    State state;
    unsigned exchanges;  // so far: two places alternate, so that one barrier an exchange suffices
    Warp *warp;
    Block *block;
};

struct Warp {
    unsigned waiting = 0;
    uint64_t places[2][warp_size];
    uint32_t operands[2][warp_size][6];  // of products
    Fiber *first = nullptr;
    uint64_t stalled_until = 0;  // in a team: a pass
};

struct Block {
    Fiber *first = nullptr;
    unsigned rank = 0;  // in its team
    unsigned waiting = 0, done = 0;
    // Whether a predicate held so far, at this barrier and the one before it.
    bool all[2] = {true, true};
    unsigned barriers = 0;
    // Of a team.
    unsigned char *memory = nullptr;  // all its shared memory: see team.h
    uint64_t stalled_until = 0;       // a pass
    int64_t under_way = 0;            // words to it
};

struct Machine {
    Context scheduler;
    unsigned char *stacks = nullptr;
    size_t stack_count = 0;
    std::vector<Fiber> fibers;
    std::vector<Warp> warps;
    std::vector<Block> blocks;
    std::vector<unsigned> order;
    const std::function<void()> *body = nullptr;
    Fiber *running = nullptr;
    std::map<void *, size_t> shared;
    int64_t kernels = 0;
    // What has happened between threads of a warp or block; between blocks, or blocks and the host.
    uint64_t steps = 0, events = 0;
    uint64_t seed = 0, random = 0;
};

Machine &machine();

// SplitMix64 (Steele, Lea, Flood 2014).
uint64_t next_random(uint64_t &state);

void shuffle(std::vector<unsigned> &order, uint64_t &random);

// Makes room for fibers and their stacks.
void reserve(unsigned blocks, unsigned threads);

// Puts the threads of the k-th block that is there at the beginning of the kernel.
void begin_block(unsigned k, const Launch &launch, uint64_t index, unsigned char *dynamic_shared);

// Of the grid that runs.
unsigned threads_of_block();

// Runs a fiber until it waits or ends.
void resume(Fiber &fiber);

// From the fiber that runs back to whoever resumed it.
void leave();

// Until all lanes are there. Gives which of the two places its exchange has.
unsigned warp_barrier();

// All threads are there: they may go on.
void release(Block &block);

// Runs all blocks, in teams.
void run_teams(const Launch &launch);

}  // namespace timbrel::emulator
