// SPDX-License-Identifier: Apache-2.0
// Grids on the host: the threads of a block are fibers that run, one at a time, from barrier to
// barrier.
#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <vector>

#include "emulator.h"

#ifndef __x86_64__
#include <ucontext.h>
#endif

namespace timbrel::emulator {
namespace {

constexpr unsigned warp_size = 32;
constexpr size_t stack_bytes = 64 * 1024;

[[noreturn]] void defect(const char *what) {
    std::fprintf(stderr, "emulator: a kernel is wrong: %s\n", what);
    std::abort();
}

// A context that can be left and come back to. Switching by swapcontext costs two system calls,
// which a block of 1,024 threads with hundreds of barriers feels.
#ifdef __x86_64__
struct Context {
    void *stack_pointer = nullptr;
};

extern "C" void timbrel_emulator_switch(void **from, void *to);

// Keeps what a callee must keep on the stack, and changes stacks.
asm(R"(
    .text
    .hidden timbrel_emulator_switch
    .globl timbrel_emulator_switch
    .type timbrel_emulator_switch, @function
timbrel_emulator_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size timbrel_emulator_switch, . - timbrel_emulator_switch
)");

void prepare(Context &context, unsigned char *stack, void (*entry)()) {
    // A function begins with its stack 8 bytes off a multiple of 16.
    auto **const top = reinterpret_cast<void **>(stack + stack_bytes - 64);
    *top = reinterpret_cast<void *>(entry);
    context.stack_pointer = top - 6;
    std::memset(context.stack_pointer, 0, 6 * sizeof(void *));
}

void change(Context &from, const Context &to) {
    timbrel_emulator_switch(&from.stack_pointer, to.stack_pointer);
}
#else
using Context = ucontext_t;

void prepare(Context &context, unsigned char *stack, void (*entry)()) {
    getcontext(&context);
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = stack_bytes;
    context.uc_link = nullptr;
    makecontext(&context, entry, 0);
}

void change(Context &from, const Context &to) {
    swapcontext(&from, &to);
}
#endif

enum class State { ready, at_block_barrier, at_warp_barrier, done };

struct Fiber {
    Context context;
    Thread thread;
    State state;
    unsigned exchanges;  // so far: two places alternate, so that one barrier an exchange suffices
};

struct Warp {
    unsigned waiting = 0;
    uint64_t places[2][warp_size];
};

// The only grid that runs: the device does one piece of work at a time.
struct Machine {
    Context scheduler;
    unsigned char *stacks = nullptr;
    std::vector<Fiber> fibers;
    std::vector<Warp> warps;
    std::vector<unsigned> order;
    const std::function<void()> *body = nullptr;
    Fiber *running = nullptr;
    std::map<void *, size_t> shared;
    int64_t kernels = 0;
    uint64_t seed = 0;
};

Machine &machine() {
    static Machine *const instance = [] {
        auto *made = new Machine;
        const char *order = std::getenv("TIMBREL_EMULATOR_ORDER");
        made->seed = order ? std::strtoull(order, nullptr, 10) : 0;
        return made;
    }();
    return *instance;
}

// SplitMix64 (Steele, Lea, Flood 2014).
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

void leave() {
    Machine &m = machine();
    change(m.running->context, m.scheduler);
}

void fiber_main() {
    Machine &m = machine();
    (*m.body)();
    m.running->state = State::done;
    leave();
    defect("a thread goes on after its end");
}

void run_block(unsigned threads) {
    Machine &m = machine();
    unsigned done = 0;
    while (done < threads) {
        unsigned at_barrier = 0;
        bool progress = false;
        for (const unsigned k : m.order) {
            Fiber &fiber = m.fibers[k];
            if (fiber.state == State::ready) {
                m.running = &fiber;
                current = &fiber.thread;
                change(m.scheduler, fiber.context);
                progress = true;
                done += fiber.state == State::done;
            }
            at_barrier += fiber.state == State::at_block_barrier;
        }
        if (at_barrier == threads) {
            for (Fiber &fiber : m.fibers) {
                fiber.state = State::ready;
            }
        } else if (!progress) {
            defect(at_barrier > 0 ? "not all threads of a block reach a barrier"
                                  : "not all lanes of a warp reach an exchange");
        }
    }
}

}  // namespace

Thread *current = nullptr;

void block_barrier() {
    machine().running->state = State::at_block_barrier;
    leave();
}

uint64_t exchange(uint64_t value, unsigned from) {
    Machine &m = machine();
    Fiber &self = *m.running;
    Warp &warp = m.warps[self.thread.warp];
    uint64_t *const places = warp.places[self.exchanges++ % 2];
    places[self.thread.lane] = value;
    const size_t first = static_cast<size_t>(self.thread.warp) * warp_size;
    if (++warp.waiting < warp_size) {
        self.state = State::at_warp_barrier;
        leave();
    } else {
        warp.waiting = 0;
        for (size_t k = first; k < first + warp_size; ++k) {
            m.fibers[k].state = State::ready;
        }
    }
    return places[from % warp_size];
}

unsigned ballot(bool predicate) {
    unsigned bits = 0;
    exchange(predicate, 0);
    const Fiber &self = *machine().running;
    const Warp &warp = machine().warps[self.thread.warp];
    for (unsigned lane = 0; lane < warp_size; ++lane) {
        bits |= static_cast<unsigned>(warp.places[(self.exchanges - 1) % 2][lane] != 0) << lane;
    }
    return bits;
}

void add_shared(void *memory, size_t bytes) {
    machine().shared[memory] = bytes;
    std::memset(memory, 0xff, bytes);
}

void run_grid(const Index &grid, const Index &block, size_t dynamic_shared_bytes,
        const std::function<void()> &body) {
    Machine &m = machine();
    const unsigned threads = block.x * block.y * block.z;
    constexpr size_t most_threads = 1024;
    if (m.stacks == nullptr) {
        void *const stacks = mmap(nullptr, most_threads * stack_bytes, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (stacks == MAP_FAILED) {
            defect("there is no memory for its threads");
        }
        m.stacks = static_cast<unsigned char *>(stacks);
    }
    ++m.kernels;
    m.body = &body;
    m.fibers.resize(threads);
    m.warps.assign((threads + warp_size - 1) / warp_size, Warp());
    m.order.resize(threads);
    for (unsigned k = 0; k < threads; ++k) {
        m.order[k] = k;
    }
    // Behind the end of what the launch asked for: a page that faults.
    auto *const dynamic =
            static_cast<unsigned char *>(timbrel_emulator_allocate(dynamic_shared_bytes));

    const uint64_t blocks = static_cast<uint64_t>(grid.x) * grid.y * grid.z;
    uint64_t random = m.seed + static_cast<uint64_t>(m.kernels);
    const uint64_t start = m.seed == 0 ? 0 : next_random(random) % blocks;
    for (uint64_t b = 0; b < blocks; ++b) {
        // Backwards from anywhere: not the order a loop has.
        const uint64_t k = m.seed == 0 ? b : (start + blocks - b) % blocks;
        const Index block_index = {static_cast<unsigned>(k % grid.x),
                static_cast<unsigned>(k / grid.x % grid.y),
                static_cast<unsigned>(k / grid.x / grid.y)};
        for (unsigned t = 0; t < threads; ++t) {
            Fiber &fiber = m.fibers[t];
            fiber.thread = {{t % block.x, t / block.x % block.y, t / block.x / block.y},
                    block_index, block, grid, dynamic, t % warp_size, t / warp_size};
            fiber.state = State::ready;
            fiber.exchanges = 0;
            prepare(fiber.context, m.stacks + t * stack_bytes, fiber_main);
        }
        std::memset(dynamic, 0xff, dynamic_shared_bytes);
        for (const auto &memory : m.shared) {
            std::memset(memory.first, 0xff, memory.second);
        }
        if (m.seed != 0) {
            shuffle(m.order, random);
        }
        run_block(threads);
    }
    timbrel_emulator_free(dynamic);
}

}  // namespace timbrel::emulator

int64_t timbrel_emulator_kernels() {
    return timbrel::emulator::machine().kernels;
}

void timbrel_emulator_order(uint64_t seed) {
    timbrel::emulator::machine().seed = seed;
}
