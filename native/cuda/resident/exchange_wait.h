// SPDX-License-Identifier: Apache-2.0
// How long a thread waits for words of other blocks, and what it looks at meanwhile.
#pragma once

#include <stdint.h>

#include "team.h"

namespace timbrel {

// Where others have not sent within this time they do not send at all.
constexpr uint32_t patience_us = 1000000;
// A look at the host's memory takes a microsecond or two: only once in so many waits, and where a
// wait lasts, only at every so many of its looks at the clock.
constexpr unsigned host_look_waits = 4096;
constexpr unsigned host_look_clocks = 16;
// Far above what a word may be under way.
constexpr uint64_t linger_ns = 1000000;

// Whether the host asks to stop, as far as the `waits`-th wait looks.
__device__ __forceinline__ bool stopped_by_host(const int32_t *signal, unsigned waits) {
    return waits % host_look_waits == 0 && signal != nullptr && look_at_host(signal) != 0;
}

__device__ __forceinline__ void tell_stopped(int32_t *signal) {
    if (threadIdx.x == 0 && signal != nullptr) {
        tell_host(signal + 1, 1);
    }
}

// The block's shared memory stays where it is for as long as one of its threads.
__device__ __forceinline__ void linger() {
    if (threadIdx.x == 0) {
        for (const uint64_t start = nanoseconds(); nanoseconds() - start < linger_ns;) {
        }
    }
}

// Since any time; goes round after more than an hour.
__device__ __forceinline__ uint32_t microseconds() {
    // By 1024 instead of 1000 the time is told without a division.
    return static_cast<uint32_t>(nanoseconds() >> 10);
}

// A thread's patience in one wait: of two registers, as kernels that wait have few to spare.
class Patience {
public:
    // Behind a look in vain, every so many of which the clock is asked; signal may be NULL. False:
    // patience has run out.
    template <unsigned looks_a_clock>
    __device__ __forceinline__ bool lasts(const int32_t *signal) {
        if (++looks_ % looks_a_clock != 0) {
            return true;
        }
        const uint32_t now = microseconds();
        start_ = looks_ == looks_a_clock ? now : start_;
        const bool asks_host =
                looks_ % (looks_a_clock * host_look_clocks) == 0 && signal != nullptr;
        return !(asks_host && look_at_host(signal) != 0) && now - start_ < patience_us;
    }

private:
    uint32_t looks_ = 0, start_ = 0;
};

}  // namespace timbrel
