// SPDX-License-Identifier: Apache-2.0
// Which token may follow which. timbrel.h has the meanings (tb_grammar, tb_*_generate).
#pragma once

#include "host_device.h"
#include "timbrel.h"

namespace timbrel {

constexpr int64_t ended_state = -1;

TIMBREL_HOST_DEVICE inline bool allows(
        const tb_grammar &grammar, int64_t K, int64_t state, int64_t token) {
    const int64_t next = grammar.next[state * K + token];
    return next >= 0 && next < grammar.states;
}

TIMBREL_HOST_DEVICE inline int64_t state_behind(
        const tb_grammar &grammar, int64_t K, int64_t state, int64_t token) {
    return token != grammar.end_token && allows(grammar, K, state, token)
                   ? grammar.next[state * K + token]
                   : ended_state;
}

// The token if it is allowed, as it is where a logit is a number; else the first one allowed, or 0.
TIMBREL_HOST_DEVICE inline int64_t allowed_token(
        const tb_grammar &grammar, int64_t K, int64_t state, int64_t token) {
    if (allows(grammar, K, state, token)) {
        return token;
    }
    for (int64_t k = 0; k < K; ++k) {
        if (allows(grammar, K, state, k)) {
            return k;
        }
    }
    return 0;
}

// The nearest state, or that it has ended. For a device, which cannot refuse.
TIMBREL_HOST_DEVICE inline int64_t nearest_state(const tb_grammar &grammar, int64_t state) {
    return state < 0 ? ended_state : state < grammar.states ? state : grammar.states - 1;
}

}  // namespace timbrel
