// SPDX-License-Identifier: Apache-2.0
// Grids on the host: the threads of a block are fibers that run, one at a time, from barrier to
// barrier.
#include <sys/mman.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "machine.h"

namespace timbrel::emulator {
namespace {

void fiber_main() {
    Machine &m = machine();
    (*m.body)();
    m.running->state = State::done;
    leave();
    defect("a thread goes on after its end");
}

// A block that is alone.
void run_block(unsigned threads) {
    Machine &m = machine();
    unsigned done = 0;
    while (done < threads) {
        unsigned at_barrier = 0;
        bool progress = false;
        for (const unsigned k : m.order) {
            Fiber &fiber = m.fibers[k];
            if (fiber.state == State::ready) {
                resume(fiber);
                progress = true;
                done += fiber.state == State::done;
            }
            at_barrier += fiber.state == State::at_block_barrier;
        }
        if (at_barrier == threads) {
            release(m.blocks[0]);
        } else if (!progress) {
            defect("%s", at_barrier > 0 ? "not all threads of a block reach a barrier"
                                        : "not all lanes of a warp reach an exchange");
        }
    }
}

void run_alone(const Launch &launch) {
    Machine &m = machine();
    const unsigned threads = threads_of_block();
    reserve(1, threads);
    // Behind the end of what the launch asked for: a page that faults.
    auto *const dynamic =
            static_cast<unsigned char *>(timbrel_emulator_allocate(launch.dynamic_shared_bytes));
    const uint64_t blocks = uint64_t{grid_size.x} * grid_size.y * grid_size.z;
    const uint64_t start = m.seed == 0 ? 0 : next_random(m.random) % blocks;
    for (uint64_t b = 0; b < blocks; ++b) {
        // Backwards from anywhere: not the order a loop has.
        const uint64_t k = m.seed == 0 ? b : (start + blocks - b) % blocks;
        begin_block(0, launch, k, dynamic);
        std::memset(dynamic, 0xff, launch.dynamic_shared_bytes);
        for (const auto &memory : m.shared) {
            std::memset(memory.first, 0xff, memory.second);
        }
        if (m.seed != 0) {
            shuffle(m.order, m.random);
        }
        run_block(threads);
    }
    release(dynamic);
}

}  // namespace

Thread *current = nullptr;
Index block_size, grid_size;

void defect(const char *format, ...) {
    va_list values;
    va_start(values, format);
    std::fprintf(stderr, "emulator: a kernel is wrong: ");
    std::vfprintf(stderr, format, values);
    std::fprintf(stderr, "\n");
    std::abort();
}

Machine &machine() {
    static Machine *const instance = [] {
        auto *made = new Machine;
        const char *order = std::getenv("TIMBREL_EMULATOR_ORDER");
        made->seed = order ? std::strtoull(order, nullptr, 10) : 0;
        return made;
    }();
    return *instance;
}

uint64_t next_random(uint64_t &state) {
    state += 0x9e3779b97f4a7c15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void shuffle(std::vector<unsigned> &order, uint64_t &random) {
    for (size_t k = order.size(); k > 1; --k) {
        std::swap(order[k - 1], order[next_random(random) % k]);
    }
}

void reserve(unsigned blocks, unsigned threads) {
    Machine &m = machine();
    const size_t count = size_t{blocks} * threads;
    if (m.stack_count < count) {
        if (m.stacks != nullptr) {
            munmap(m.stacks, m.stack_count * stack_bytes);
        }
        void *const stacks = mmap(nullptr, count * stack_bytes, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (stacks == MAP_FAILED) {
            defect("there is no memory for its threads");
        }
        m.stacks = static_cast<unsigned char *>(stacks);
        m.stack_count = count;
    }
    m.fibers.resize(count);
    m.warps.resize(size_t{blocks} * ((threads + warp_size - 1) / warp_size));
    m.blocks.resize(blocks);
    m.order.resize(count);
    for (unsigned k = 0; k < count; ++k) {
        m.order[k] = k;
    }
}

void begin_block(unsigned k, const Launch &launch, uint64_t index, unsigned char *dynamic_shared) {
    Machine &m = machine();
    const Index &grid = launch.grid, &size = launch.block;
    const unsigned threads = size.x * size.y * size.z;
    const unsigned warps = (threads + warp_size - 1) / warp_size;
    const Index place = {static_cast<unsigned>(index % grid.x),
            static_cast<unsigned>(index / grid.x % grid.y),
            static_cast<unsigned>(index / grid.x / grid.y)};
    const size_t first = size_t{k} * threads;
    m.blocks[k] = Block();
    m.blocks[k].first = &m.fibers[first];
    for (unsigned t = 0; t < threads; ++t) {
        Fiber &fiber = m.fibers[first + t];
        fiber.warp = &m.warps[k * warps + t / warp_size];
        fiber.block = &m.blocks[k];
        if (t % warp_size == 0) {
            *fiber.warp = Warp();
            fiber.warp->first = &fiber;
        }
        fiber.thread = {{t % size.x, t / size.x % size.y, t / size.x / size.y}, place,
                dynamic_shared, t % warp_size, t / warp_size, launch.team != alone};
        fiber.state = State::ready;
        fiber.exchanges = 0;
        prepare(fiber.context, m.stacks + (first + t) * stack_bytes, fiber_main);
    }
}

unsigned threads_of_block() {
    return block_size.x * block_size.y * block_size.z;
}

void resume(Fiber &fiber) {
    Machine &m = machine();
    m.running = &fiber;
    current = &fiber.thread;
    change(m.scheduler, fiber.context);
}

void leave() {
    Machine &m = machine();
    change(m.running->context, m.scheduler);
}

void release(Block &block) {
    const size_t threads = threads_of_block();
    ++machine().steps;
    block.waiting = 0;
    block.all[++block.barriers % 2] = true;
    for (size_t k = 0; k < threads; ++k) {
        block.first[k].state = State::ready;
    }
}

void block_barrier() {
    Fiber &self = *machine().running;
    self.state = State::at_block_barrier;
    if (++self.block->waiting == threads_of_block() && self.thread.in_team) {
        release(*self.block);
    } else {
        leave();
    }
}

bool block_barrier_and(bool predicate) {
    Block &block = *machine().running->block;
    bool &all = block.all[block.barriers % 2];
    all = all && predicate;
    block_barrier();
    return all;
}

unsigned warp_barrier() {
    Fiber &self = *machine().running;
    Warp &warp = *self.warp;
    const unsigned place = self.exchanges++ % 2;
    ++machine().steps;
    if (++warp.waiting < warp_size) {
        self.state = State::at_warp_barrier;
        leave();
    } else {
        warp.waiting = 0;
        for (unsigned lane = 0; lane < warp_size; ++lane) {
            warp.first[lane].state = State::ready;
        }
    }
    return place;
}

uint64_t exchange(uint64_t value, unsigned from) {
    const Fiber &self = *machine().running;
    Warp &warp = *self.warp;
    warp.places[self.exchanges % 2][self.thread.lane] = value;
    return warp.places[warp_barrier()][from % warp_size];
}

unsigned ballot(bool predicate) {
    unsigned bits = 0;
    const Fiber &self = *machine().running;
    exchange(predicate, 0);
    const uint64_t *const places = self.warp->places[(self.exchanges - 1) % 2];
    for (unsigned lane = 0; lane < warp_size; ++lane) {
        bits |= static_cast<unsigned>(places[lane] != 0) << lane;
    }
    return bits;
}

void add_shared(void *memory, size_t bytes) {
    machine().shared[memory] = bytes;
    std::memset(memory, 0xff, bytes);
}

void run_grid(const Launch &launch, const std::function<void()> &body) {
    Machine &m = machine();
    ++m.kernels;
    m.body = &body;
    m.random = m.seed + static_cast<uint64_t>(m.kernels);
    block_size = launch.block;
    grid_size = launch.grid;
    if (launch.team == alone) {
        run_alone(launch);
    } else {
        run_teams(launch);
    }
}

}  // namespace timbrel::emulator

int64_t timbrel_emulator_kernels() {
    return timbrel::emulator::machine().kernels;
}

void timbrel_emulator_order(uint64_t seed) {
    timbrel::emulator::machine().seed = seed;
}
