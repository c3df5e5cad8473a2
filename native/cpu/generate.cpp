// SPDX-License-Identifier: Apache-2.0
// Generation in slots on the CPU.
#include <cinttypes>

#include "arguments.h"
#include "check_sampling.h"
#include "error.h"
#include "grammar.h"
#include "kernels.h"
#include "texture.h"
#include "token.h"

namespace {

using timbrel::fail;

tb_status check_precision(const char *function, tb_precision precision) {
    switch (precision) {
        case TB_FP32:
        case TB_BF16:
            return TB_OK;
        case TB_TF32:
            return fail(TB_UNSUPPORTED,
                    "%s: precision is TB_TF32, which the CPU does not serve; take TB_FP32 or "
                    "TB_BF16",
                    function);
    }
    return fail(TB_INVALID_ARGUMENT, "%s: precision is %d, outside 0..2", function,
            static_cast<int>(precision));
}

// Tokens that a slot reads are categories.
tb_status check_tokens(const char *function, const timbrel::Generate &g, int64_t n) {
    const int64_t K = g.net.components;
    if (!timbrel::is_token(g.frames[n], K)) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: frames[%" PRId64 "] is %g, no whole number in 0..K-1 (%" PRId64 ")", function,
                n, g.frames[n], K - 1);
    }
    for (int64_t t = 0; g.forced != nullptr && t < g.steps; ++t) {
        const float token = g.forced[t * g.N + n];
        if (!timbrel::is_token(token, K)) {
            return fail(TB_INVALID_ARGUMENT,
                    "%s: forced[%" PRId64 ",%" PRId64 "] is %g, no whole number in 0..K-1 (%" PRId64
                    ")",
                    function, t, n, token, K - 1);
        }
    }
    return TB_OK;
}

// The slot's state is one of the grammar, which takes the forced tokens one after the other.
tb_status check_states(const char *function, const timbrel::Generate &g, int64_t n) {
    const int64_t K = g.net.components, S = g.grammar.states;
    int64_t state = g.states[n];
    if (state < timbrel::ended_state || state >= S) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: states[%" PRId64 "] is %" PRId64 ", outside -1..S-1 (%" PRId64 ")", function,
                n, state, S - 1);
    }
    for (int64_t t = 0; g.forced != nullptr && t < g.steps; ++t) {
        const auto token = static_cast<int64_t>(g.forced[t * g.N + n]);
        const bool ended = state == timbrel::ended_state;
        if (ended ? token != g.grammar.end_token : !timbrel::allows(g.grammar, K, state, token)) {
            return fail(TB_INVALID_ARGUMENT,
                    "%s: forced[%" PRId64 ",%" PRId64 "] is %" PRId64
                    ", which the grammar forbids %s (state %" PRId64 ")",
                    function, t, n, token, ended ? "behind the end" : "there", state);
        }
        state = ended ? state : timbrel::state_behind(g.grammar, K, state, token);
    }
    return TB_OK;
}

// The weights of a slot's sounds are shares of 1, and its last entry is one.
tb_status check_texture_slot(const char *function, const timbrel::Generate &g, int64_t n) {
    const int64_t C = g.texture.sounds, J = g.texture.entries;
    for (int64_t t = 0; g.weights != nullptr && t < g.steps; ++t) {
        const float *weights = g.weights + (t * g.N + n) * C;
        double sum = 0;
        for (int64_t c = 0; c < C; ++c) {
            if (!(weights[c] >= 0)) {
                return fail(TB_INVALID_ARGUMENT,
                        "%s: weights[%" PRId64 ",%" PRId64 ",%" PRId64
                        "] is %g, but must be at least 0",
                        function, t, n, c, weights[c]);
            }
            sum += weights[c];
        }
        // What the rounding of some thousand shares leaves.
        if (!(sum > 0.999 && sum < 1.001)) {
            return fail(TB_INVALID_ARGUMENT,
                    "%s: weights[%" PRId64 ",%" PRId64 ",:] sum to %g, but must sum to 1", function,
                    t, n, sum);
        }
    }
    if (g.last[n] < -1 || g.last[n] >= J) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: last[%" PRId64 "] is %" PRId64 ", outside -1..J-1 (%" PRId64 ")", function, n,
                g.last[n], J - 1);
    }
    return TB_OK;
}

tb_status check_slots(const char *function, const timbrel::Generate &g) {
    tb_status checked = timbrel::check_sampling(function, static_cast<tb_head>(g.net.head), g.N,
            g.active, g.temperatures, g.top_k, g.top_p);
    const int64_t drawn = g.forced ? 0 : g.steps;
    for (int64_t n = 0; checked == TB_OK && n < g.N; ++n) {
        if (g.active != nullptr && g.active[n] == 0) {
            continue;
        }
        if (has_texture(g)) {
            checked = check_texture_slot(function, g, n);
        } else if (g.net.head == TB_CATEGORICAL) {
            checked = check_tokens(function, g, n);
        }
        if (checked == TB_OK && has_grammar(g)) {
            checked = check_states(function, g, n);
        }
        if (checked == TB_OK &&
                (g.positions[n] < 0 || g.positions[n] > static_cast<int64_t>(UINT32_MAX) - drawn)) {
            checked = fail(TB_INVALID_ARGUMENT,
                    "%s: positions[%" PRId64 "] is %" PRId64
                    ", outside 0..2^32 - 1 - steps (%" PRId64 ")",
                    function, n, g.positions[n], drawn);
        }
    }
    return checked;
}

// Stages number fewer than 2^24 pieces: rows and panels of some units, of all layers together.
tb_status check_pieces(const char *function, const timbrel::Generate &g) {
    constexpr int64_t most = INT64_C(1) << 24;
    const int64_t L = g.net.layers, H = g.net.hidden_size, E = g.net.dense_size;
    const int64_t P = timbrel::output_size(g.net);
    if (g.N >= most || L * H >= most - g.N || E > most || P > most) {
        return fail(TB_UNSUPPORTED,
                "%s: N %" PRId64 ", L %" PRId64 ", H %" PRId64 ", E %" PRId64 ", P %" PRId64
                ": N + L H must be below 2^24, E and P at most that",
                function, g.N, L, H, E, P);
    }
    return TB_OK;
}

tb_status check_generator(const char *function, const tb_network *network, tb_precision precision) {
    const tb_status checked = timbrel::check_network(function, network);
    return checked != TB_OK ? checked : check_precision(function, precision);
}

}  // namespace

tb_status tb_cpu_generator_size(const tb_network *network, tb_precision precision, int64_t *size) {
    constexpr const char *function = "tb_cpu_generator_size";
    tb_status checked = check_generator(function, network, precision);
    if (checked == TB_OK && size == nullptr) {
        checked = fail(TB_INVALID_ARGUMENT, "%s: size [1] is NULL", function);
    }
    if (checked == TB_OK) {
        *size = timbrel::kernels().generator.size(*network, precision);
    }
    return checked;
}

tb_status tb_cpu_generator_pack(
        const tb_network *network, tb_precision precision, const float *parameters, float *packed) {
    constexpr const char *function = "tb_cpu_generator_pack";
    tb_status checked = check_generator(function, network, precision);
    if (checked == TB_OK && (parameters == nullptr || packed == nullptr)) {
        checked = fail(TB_INVALID_ARGUMENT, "%s: %s is NULL", function,
                parameters ? "packed" : "parameters");
    }
    if (checked == TB_OK) {
        checked = timbrel::scratch_status(function,
                timbrel::kernels().generator.pack(*network, precision, parameters, packed));
    }
    return checked;
}

namespace {

tb_status check_and_generate(const char *function, const timbrel::Generate &call) {
    tb_status checked = timbrel::check_generate(function, call);
    if (checked == TB_OK) {
        checked = check_pieces(function, call);
    }
    if (checked == TB_OK) {
        checked = check_slots(function, call);
    }
    return checked != TB_OK
                   ? checked
                   : timbrel::scratch_status(function, timbrel::kernels().generator.generate(call));
}

}  // namespace

tb_status tb_cpu_generate(const tb_network *network, tb_precision precision, const float *packed,
        int64_t steps, int64_t N, const int64_t *active, const int64_t *seeds,
        const int64_t *streams, const float *temperatures, const int64_t *top_k, const float *top_p,
        const tb_grammar *grammar, const float *conditions, const float *forced, int64_t *positions,
        int64_t *states, float *frames, float *h, float *c, float *out) {
    constexpr const char *function = "tb_cpu_generate";
    tb_status checked = check_generator(function, network, precision);
    if (checked == TB_OK) {
        checked = timbrel::check_grammar(function, *network, grammar);
    }
    return checked != TB_OK ? checked
                            : check_and_generate(function,
                                      {*network, precision, packed, steps, N, active, seeds,
                                              streams, temperatures, top_k, top_p, forced,
                                              positions, frames, h, c, out, {}, nullptr, nullptr,
                                              nullptr, grammar != nullptr ? *grammar : tb_grammar{},
                                              conditions, states});
}

tb_status tb_cpu_generate_texture(const tb_network *network, const tb_texture *texture,
        tb_precision precision, const float *packed, int64_t steps, int64_t N,
        const int64_t *active, const int64_t *seeds, const int64_t *streams,
        const float *temperatures, const int64_t *top_k, const float *top_p, const float *weights,
        const float *forced, int64_t *positions, float *state, int64_t *last, float *h, float *c,
        float *out) {
    constexpr const char *function = "tb_cpu_generate_texture";
    tb_status checked = check_generator(function, network, precision);
    if (checked == TB_OK) {
        checked = timbrel::check_texture_sizes(function, *network, texture);
    }
    return checked != TB_OK
                   ? checked
                   : check_and_generate(function,
                             {*network, precision, packed, steps, N, active, seeds, streams,
                                     temperatures, top_k, top_p, forced, positions, nullptr, h, c,
                                     out, *texture, weights, state, last, {}, nullptr, nullptr});
}
