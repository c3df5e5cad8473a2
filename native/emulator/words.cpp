// SPDX-License-Identifier: Apache-2.0
// The words of teams on the emulated device, and what is on its way between blocks.
#include <algorithm>
#include <cstring>

#include "include/cuda_runtime.h"
#include "team.h"

namespace timbrel::emulator {
namespace {

// What the 8 bytes of arrivals that were begun hold: this and which they are.
constexpr uint64_t begun = UINT64_C(0x6172726976616c) << 20;
constexpr uint64_t begun_digits = (UINT64_C(1) << 20) - 1;
// PTX: tx-count is from -(2^20 - 1) to 2^20 - 1.
constexpr int64_t most_bytes = (1 << 20) - 1;

bool later(const Flight &a, const Flight &b) {
    return a.due != b.due ? a.due > b.due : a.number > b.number;
}

Arrivals &arrivals_at(uint64_t *barrier) {
    Team &t = team();
    const uint64_t word = *barrier, number = word & begun_digits;
    if ((word & ~begun_digits) != begun || number >= t.arrivals.size() ||
            t.arrivals[number].place != barrier) {
        defect("arrivals are counted that were not begun, or were overwritten");
    }
    return t.arrivals[number];
}

void end_phase_if_complete(Arrivals &arrivals) {
    if (arrivals.expects && arrivals.bytes == 0) {
        arrivals.expects = false;
        ++arrivals.phase;
        ++machine().events;
    }
}

void count(Arrivals &arrivals, int64_t bytes) {
    arrivals.bytes += bytes;
    if (arrivals.bytes > most_bytes || arrivals.bytes < -most_bytes) {
        defect("%lld bytes are to come to arrivals, which count no more than %lld",
                static_cast<long long>(arrivals.bytes), static_cast<long long>(most_bytes));
    }
    end_phase_if_complete(arrivals);
}

void land(const Flight &flight) {
    ++machine().events;
    if (flight.to == nullptr) {
        std::memcpy(flight.place, &flight.value, sizeof flight.value);
        const auto found = team().published.find(flight.place);
        if (--found->second.count == 0) {
            team().published.erase(found);
        }
        return;
    }
    --flight.to->under_way;
    std::memcpy(flight.place, &flight.value, sizeof(uint32_t));
    count(arrivals_at(flight.barrier), -static_cast<int64_t>(sizeof(uint32_t)));
}

Flight take_first() {
    std::vector<Flight> &flights = team().flights;
    std::pop_heap(flights.begin(), flights.end(), later);
    const Flight flight = flights.back();
    flights.pop_back();
    return flight;
}

// Mostly soon, at times after many others.
uint64_t some_delay() {
    Machine &m = machine();
    const uint64_t threads = m.fibers.size(), how = next_random(m.random) % 16;
    const uint64_t most = how == 0 ? 32 * threads : how < 8 ? 4 * threads : threads / 4 + 1;
    return m.seed == 0 ? 0 : next_random(m.random) % most;
}

void hand_over() {
    leave();
}

Block &block_in_cluster(const char *word) {
    const Fiber &self = *machine().running;
    if (!self.thread.in_team || !team().is_cluster) {
        defect("%s in a kernel that was not launched in clusters", word);
    }
    return *self.block;
}

// The same place in another block.
unsigned char *place_in(const Block &block, const Block &self, const void *place, size_t bytes) {
    const Team &t = team();
    const auto offset =
            static_cast<size_t>(static_cast<const unsigned char *>(place) - self.memory);
    const bool in_static = offset + bytes <= t.static_bytes;
    const bool in_dynamic =
            offset >= t.dynamic_offset && offset + bytes <= t.dynamic_offset + t.dynamic_bytes;
    if ((!in_static && !in_dynamic) || offset % bytes != 0) {
        defect("a word is sent to what is no place in shared memory, or not aligned to %zu", bytes);
    }
    return block.memory + offset;
}

}  // namespace

uint64_t send(Flight flight) {
    Team &t = team();
    ++machine().events;
    flight.due = std::max(flight.due, t.turn + some_delay());
    flight.number = t.sent++;
    t.flights.push_back(flight);
    std::push_heap(t.flights.begin(), t.flights.end(), later);
    return flight.due;
}

void deliver(uint64_t turn) {
    while (!team().flights.empty() && team().flights.front().due <= turn) {
        land(take_first());
    }
}

void land_published() {
    Team &t = team();
    if (t.published.empty()) {
        return;
    }
    std::vector<Flight> kept, all;
    while (!t.flights.empty()) {
        all.push_back(take_first());
    }
    for (const Flight &flight : all) {
        if (flight.to == nullptr) {
            land(flight);
        } else {
            kept.push_back(flight);
        }
    }
    t.flights = std::move(kept);
    std::make_heap(t.flights.begin(), t.flights.end(), later);
}

}  // namespace timbrel::emulator

namespace timbrel {

using namespace emulator;

unsigned cluster_rank() {
    return block_in_cluster("cluster_rank").rank;
}

void cluster_barrier() {
    Machine &m = machine();
    Team &t = team();
    block_in_cluster("cluster_barrier");
    m.running->state = State::at_cluster_barrier;
    ++m.events;
    if (++t.waiting < m.fibers.size()) {
        leave();
        return;
    }
    t.waiting = 0;
    land_published();
    for (Fiber &fiber : m.fibers) {
        fiber.state = State::ready;
    }
}

void arrival_begin(uint64_t *barrier) {
    Block &self = block_in_cluster("arrival_begin");
    Team &t = team();
    place_in(self, self, barrier, sizeof *barrier);
    for (const Arrivals &other : t.arrivals) {
        if (other.place == barrier) {
            defect("arrivals are begun twice");
        }
    }
    *barrier = begun + t.arrivals.size();
    t.arrivals.push_back({barrier, machine().running, false, false, 0, 0,
            std::vector<int64_t>(threads_of_block(), -1)});
    ++machine().events;
}

void arrivals_visible() {
    block_in_cluster("arrivals_visible");
    for (Arrivals &arrivals : team().arrivals) {
        arrivals.visible = arrivals.visible || arrivals.begun_by == machine().running;
    }
}

void arrival_expect(uint64_t *barrier, unsigned bytes) {
    block_in_cluster("arrival_expect");
    Arrivals &arrivals = arrivals_at(barrier);
    if (arrivals.expects) {
        defect("phase %lld of arrivals is told twice what to expect",
                static_cast<long long>(arrivals.phase));
    }
    arrivals.expects = true;
    count(arrivals, bytes);
    ++machine().events;
}

bool arrival_seen(uint64_t *barrier, unsigned parity) {
    const Block &self = block_in_cluster("arrival_seen");
    Arrivals &arrivals = arrivals_at(barrier);
    int64_t &seen = arrivals.seen[static_cast<size_t>(machine().running - self.first)];
    // The phase after the last that the thread has seen, or that once more.
    const int64_t asked = (seen + 1) % 2 == parity ? seen + 1 : seen;
    if (arrivals.phase > asked + 1) {
        defect("a thread asks for phase %lld of arrivals, but phase %lld has begun, from where it "
               "cannot be told from others",
                static_cast<long long>(asked), static_cast<long long>(arrivals.phase));
    }
    if (arrivals.phase == asked) {
        hand_over();
        return false;
    }
    seen = asked;
    return true;
}

void send_async(uint32_t value, void *word, uint64_t *barrier, unsigned rank) {
    Block &self = block_in_cluster("send_async");
    Machine &m = machine();
    if (team().size < 2) {
        defect("a word is sent in a cluster of one block, where st.async is undefined");
    }
    if (rank >= team().size) {
        defect("a word is sent to block %u of a cluster of %u", rank, team().size);
    }
    Block &there = m.blocks[rank];
    if (there.done == threads_of_block()) {
        defect("a word is sent to block %u of a cluster, which has left", rank);
    }
    auto *const its_barrier =
            reinterpret_cast<uint64_t *>(place_in(there, self, barrier, sizeof *barrier));
    if (!arrivals_at(its_barrier).visible) {
        defect("a word is sent to arrivals that other blocks need not see yet: arrivals_visible "
               "and cluster_barrier come first");
    }
    ++there.under_way;
    send({0, 0, &there, place_in(there, self, word, sizeof value), value, its_barrier});
}

void publish(uint64_t *word, uint64_t value) {
    const Fiber &self = *machine().running;
    if (!self.thread.in_team) {
        *word = value;
        return;
    }
    Team &t = team();
    const auto found = t.published.find(word);
    if (found != t.published.end() && found->second.from != self.block) {
        land_published();
    }
    Published &latest = t.published[word];
    const uint64_t due = send({latest.due, 0, nullptr, word, value, nullptr});
    latest = {due, value, self.block, latest.count + 1};
}

uint64_t look(const uint64_t *word) {
    hand_over();
    const Fiber &self = *machine().running;
    if (self.thread.in_team) {
        const auto found = team().published.find(const_cast<uint64_t *>(word));
        if (found != team().published.end() && found->second.from == self.block) {
            return found->second.value;
        }
    }
    return *static_cast<const volatile uint64_t *>(word);
}

// The one is seen some time before the other.
TwoWords look_at_two(const uint64_t *words) {
    if (reinterpret_cast<uintptr_t>(words) % (2 * sizeof *words) != 0) {
        defect("two words are looked at that are not aligned to 16");
    }
    TwoWords two = {};
    if (next_random(machine().random) % 2 == 0) {
        two.first = look(words);
        two.second = look(words + 1);
    } else {
        two.second = look(words + 1);
        two.first = look(words);
    }
    return two;
}

int32_t look_at_host(const int32_t *signal) {
    hand_over();
    return *static_cast<const volatile int32_t *>(signal);
}

void tell_host(int32_t *signal, int32_t value) {
    ++machine().events;
    *static_cast<volatile int32_t *>(signal) = value;
}

uint64_t nanoseconds() {
    hand_over();
    ++team().clock_reads;
    return team().turn + team().leaps;
}

}  // namespace timbrel
