// SPDX-License-Identifier: Apache-2.0
// A grammar for tests of generation, on every device.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "timbrel.h"

namespace timbrel::test {

// next [S,K] of S states: of every three tokens one is forbidden, which one depends on the state.
inline std::vector<int64_t> test_table(int64_t S, int64_t K) {
    std::vector<int64_t> next;
    for (int64_t state = 0; state < S; ++state) {
        for (int64_t token = 0; token < K; ++token) {
            next.push_back((state + token) % 3 == 2 ? -1 - state : (2 * state + token) % S);
        }
    }
    return next;
}

constexpr int64_t test_states = 5;

// Over K tokens, of which the last one ends; its table lies in the host's memory until the end.
inline const tb_grammar &test_grammar(int64_t K) {
    static std::map<int64_t, std::vector<int64_t>> tables;
    static std::map<int64_t, tb_grammar> grammars;
    if (grammars.count(K) == 0) {
        tables[K] = test_table(test_states, K);
        grammars[K] = {test_states, K - 1, tables[K].data()};
    }
    return grammars[K];
}

}  // namespace timbrel::test
