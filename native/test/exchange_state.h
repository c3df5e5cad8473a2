// SPDX-License-Identifier: Apache-2.0
// A moment of an exchange between blocks: where they stand, what they hold, and what is under way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "exchange_programs.h"

namespace timbrel::test {

enum Status : uint8_t { running, at_exit, behind_exit, gone };

// As an mbarrier of count 1: a phase ends when it has been armed and as many words have come as
// were expected. Words may come before.
struct Arrivals {
    uint8_t phases;   // that have ended
    uint8_t unarmed;  // arrivals still to come: 1 or 0
    int8_t awaited;   // words expected less words come
};

inline void end_phase(Arrivals &arrivals) {
    if (arrivals.unarmed == 0 && arrivals.awaited == 0) {
        ++arrivals.phases;
        arrivals.unarmed = 1;
    }
}

// Bytes alone, so that two of the same are the same bytes.
struct State {
    uint8_t next[most_blocks], status[most_blocks], given_up[most_blocks];
    Arrivals arrivals[most_blocks][most_channels][2];
    uint8_t copies[most_blocks][most_channels][2][most_blocks];  // a word's step + 1, or 0
    uint8_t under_way[most_blocks][most_channels][most_blocks];  // bits of steps
};
static_assert(alignof(State) == 1);

inline State first_state() {
    State state;
    std::memset(&state, 0, sizeof state);
    for (auto &block : state.arrivals) {
        for (auto &channel : block) {
            channel[0].unarmed = channel[1].unarmed = 1;
        }
    }
    return state;
}

inline bool nothing_under_way_to(const State &state, int block) {
    for (const auto &channel : state.under_way[block]) {
        for (const uint8_t word : channel) {
            if (word != 0) {
                return false;
            }
        }
    }
    return true;
}

// A state by 128 bits: of 10^8 states two share them once in 10^22 explorations.
struct Fingerprint {
    uint64_t low, high;

    bool operator==(const Fingerprint &other) const {
        return low == other.low && high == other.high;
    }

    struct Hash {
        size_t operator()(const Fingerprint &print) const { return print.low; }
    };
};

// SplitMix64's finish (Steele, Lea, Flood 2014).
inline uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

inline Fingerprint fingerprint(const State &state) {
    unsigned char bytes[(sizeof state + 7) / 8 * 8] = {};
    std::memcpy(bytes, &state, sizeof state);
    Fingerprint print = {0x243f6a8885a308d3u, 0x13198a2e03707344u};
    for (size_t k = 0; k < sizeof bytes; k += 8) {
        uint64_t word = 0;
        std::memcpy(&word, bytes + k, 8);
        print.low = mixed(print.low ^ word);
        print.high = mixed(print.high + word * 0x9e3779b97f4a7c15u);
    }
    return print;
}

}  // namespace timbrel::test
