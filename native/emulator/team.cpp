// SPDX-License-Identifier: Apache-2.0
// Runs teams: all threads of all blocks of a team go on in turns, in another order at each pass;
// blocks and warps stall at random, so that some are far behind others.
#include "team.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "card.h"

namespace timbrel::emulator {
namespace {

constexpr uint64_t for_ever = ~UINT64_C(0);

// Passes without anything new between blocks after which the clock leaps, where all threads only
// ask and where some still meet others of their block; and after which nothing ends any more where
// nobody has asked the clock meanwhile.
constexpr uint64_t quiet_passes = 256, restless_passes = 20000;
constexpr uint64_t hopeless_quiet_passes = 4096, hopeless_passes = 65536;
constexpr uint64_t first_leap = 1000, leaps_of_a_length = 2;
constexpr uint64_t longest_wait = UINT64_C(10000) * 1000000000;

size_t whole_pages(size_t bytes) {
    constexpr size_t page = 4096;
    return (bytes + page - 1) / page * page;
}

size_t memory_bytes() {
    return whole_pages(static_cast<size_t>(card().shared_of_block)) +
           whole_pages(static_cast<size_t>(card().shared_opted_in));
}

// Blocks' shared memory, which teams have one after the other. Grows only.
unsigned char *memory_of(unsigned block) {
    static std::vector<unsigned char *> memory;
    while (memory.size() <= block) {
        constexpr size_t guard = 64 * 1024;
        void *const start = mmap(nullptr, memory_bytes() + guard, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (start == MAP_FAILED) {
            defect("there is no memory for its blocks");
        }
        mprotect(static_cast<unsigned char *>(start) + memory_bytes(), guard, PROT_NONE);
        memory.push_back(static_cast<unsigned char *>(start));
    }
    return memory[block];
}

void begin_team(const Launch &launch, unsigned size, uint64_t first) {
    Machine &m = machine();
    Team &t = team();
    const uint64_t clock = t.turn + t.leaps;
    t = Team();
    t.leaps = clock;
    t.size = size;
    t.is_cluster = launch.team != whole_grid;
    constexpr size_t alignment = 16;
    t.dynamic_bytes = launch.dynamic_shared_bytes;
    t.dynamic_offset =
            memory_bytes() - (launch.dynamic_shared_bytes + alignment - 1) / alignment * alignment;
    for (unsigned k = 0; k < size; ++k) {
        unsigned char *const memory = memory_of(k);
        begin_block(k, launch, first + k, memory + t.dynamic_offset);
        m.blocks[k].rank = k;
        m.blocks[k].memory = memory;
        std::memset(memory, 0xff, static_cast<size_t>(card().shared_of_block));
        std::memset(memory + t.dynamic_offset, 0xff, memory_bytes() - t.dynamic_offset);
    }
}

// At times a block or a warp rests for some passes.
void stall() {
    Machine &m = machine();
    const auto maybe = [&](uint64_t &until, uint64_t rarely, uint64_t longest) {
        if (until <= team().pass && next_random(m.random) % rarely == 0) {
            until = team().pass + 1 + next_random(m.random) % longest;
        }
    };
    for (Block &block : m.blocks) {
        maybe(block.stalled_until, 24, 32);
    }
    for (Warp &warp : m.warps) {
        maybe(warp.stalled_until, 48, 12);
    }
}

void wake() {
    for (Block &block : machine().blocks) {
        block.stalled_until = 0;
    }
    for (Warp &warp : machine().warps) {
        warp.stalled_until = 0;
    }
}

void end_thread(Block &block) {
    if (++block.done == threads_of_block() && block.under_way > 0) {
        defect("block %u of a team leaves while %lld words are on their way to it", block.rank,
                static_cast<long long>(block.under_way));
    }
    ++machine().events;
}

struct Pass {
    size_t ran = 0, stalled = 0, done = 0;
};

Pass run_pass(bool with_stalls) {
    Machine &m = machine();
    Team &t = team();
    Pass pass;
    ++t.pass;
    if (m.seed != 0) {
        shuffle(m.order, m.random);
        if (with_stalls) {
            stall();
        }
    }
    for (const unsigned k : m.order) {
        Fiber &fiber = m.fibers[k];
        if (fiber.state != State::ready) {
            continue;
        }
        if (fiber.block->stalled_until > t.pass || fiber.warp->stalled_until > t.pass) {
            ++pass.stalled;
            continue;
        }
        ++t.turn;
        if (m.seed != 0) {
            deliver(t.turn);
        }
        ++pass.ran;
        resume(fiber);
        if (fiber.state == State::done) {
            ++pass.done;
            end_thread(*fiber.block);
        }
    }
    return pass;
}

[[noreturn]] void report_stuck() {
    size_t at_warp = 0, at_block = 0;
    for (const Fiber &fiber : machine().fibers) {
        at_warp += fiber.state == State::at_warp_barrier;
        at_block += fiber.state == State::at_block_barrier;
    }
    defect("%s", at_warp > 0    ? "not all lanes of a warp reach an exchange"
                 : at_block > 0 ? "not all threads of a block reach a barrier"
                                : "not all threads of a cluster reach its barrier");
}

// How long nothing has happened between blocks.
struct Quiet {
    uint64_t events, steps, clock_reads;  // of the machine and the team, by now
    uint64_t passes = 0;                  // in which nothing has happened at all
    uint64_t restless = 0;                // in which threads may have met in a block
    uint64_t unread = 0;                  // in which nobody asked the clock
    uint64_t leaps = 0;
};

// Time passes faster where nobody can do more than ask what time it is.
void leap(Quiet &quiet) {
    Team &t = team();
    const bool read = t.clock_reads != quiet.clock_reads;
    quiet.clock_reads = t.clock_reads;
    quiet.unread = read ? 0 : quiet.unread + 1;
    if (std::min(quiet.unread, quiet.passes) >= hopeless_quiet_passes ||
            quiet.unread >= hopeless_passes) {
        defect("its blocks wait for each other for ever");
    }
    if (!read || (quiet.passes < quiet_passes && quiet.restless < restless_passes)) {
        return;
    }
    const uint64_t length = first_leap << quiet.leaps++ / leaps_of_a_length;
    t.leaps += length;
    if (length > longest_wait) {
        defect("its blocks wait for longer than %llu seconds",
                static_cast<unsigned long long>(longest_wait / 1000000000));
    }
}

void run_team() {
    Machine &m = machine();
    Team &t = team();
    size_t done = 0;
    Quiet quiet = {m.events, m.steps, t.clock_reads};
    while (done < m.fibers.size()) {
        const Pass pass = run_pass(quiet.restless == 0);
        done += pass.done;
        if (m.events != quiet.events) {
            quiet = {m.events, m.steps, t.clock_reads};
            continue;
        }
        ++quiet.restless;
        if (pass.stalled > 0) {
            wake();
            continue;
        }
        if (pass.ran == 0 && done < m.fibers.size()) {
            report_stuck();
        }
        const bool steps = m.steps != quiet.steps;
        quiet.steps = m.steps;
        quiet.passes = steps ? 0 : quiet.passes + 1;
        constexpr uint64_t patience = 64;
        if (t.flights.empty()) {
            leap(quiet);
        } else if (quiet.passes > 0 || quiet.restless > patience) {
            // At order 0, this is when words arrive.
            t.turn = m.seed == 0 ? t.turn : std::max(t.turn, t.flights.front().due);
            deliver(t.turn);
        }
    }
    if (!t.flights.empty()) {
        deliver(for_ever);
    }
}

}  // namespace

Team &team() {
    static Team *const instance = new Team;
    return *instance;
}

void *shared_in_team(const void *memory, size_t bytes) {
    Team &t = team();
    const auto found = t.statics.find(memory);
    if (found != t.statics.end()) {
        return machine().running->block->memory + found->second;
    }
    constexpr size_t alignment = 16;
    const size_t offset = t.static_bytes;
    t.static_bytes += (bytes + alignment - 1) / alignment * alignment;
    t.statics[memory] = offset;
    if (t.static_bytes > static_cast<size_t>(card().shared_of_block) ||
            t.static_bytes + t.dynamic_bytes > static_cast<size_t>(card().shared_opted_in)) {
        defect("a block has %zu bytes of static and %zu of dynamic shared memory, but at most %d "
               "and %d of both together",
                t.static_bytes, t.dynamic_bytes, card().shared_of_block, card().shared_opted_in);
    }
    return machine().running->block->memory + offset;
}

void run_teams(const Launch &launch) {
    Machine &m = machine();
    const uint64_t blocks = uint64_t{grid_size.x} * grid_size.y * grid_size.z;
    const unsigned size = launch.team == whole_grid ? static_cast<unsigned>(blocks) : launch.team;
    reserve(size, threads_of_block());
    const uint64_t teams = blocks / size;
    const uint64_t start = m.seed == 0 ? 0 : next_random(m.random) % teams;
    for (uint64_t k = 0; k < teams; ++k) {
        const uint64_t which = m.seed == 0 ? k : (start + teams - k) % teams;
        begin_team(launch, size, which * size);
        run_team();
    }
}

}  // namespace timbrel::emulator
