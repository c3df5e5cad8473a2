// SPDX-License-Identifier: Apache-2.0
// Checks of a network and of what generates with it.
#include "network.h"

#include <cinttypes>

#include "arguments.h"
#include "error.h"
#include "operation_arguments.h"

namespace timbrel {
namespace {

// Who calls from Java lays them out by 64-bit words.
static_assert(sizeof(tb_network) == 12 * 8 && sizeof(tb_grammar) == 3 * 8);

// M, input_size, C and the floor as the head has them.
tb_status check_ends(const char *function, const tb_network &net) {
    const bool driven = net.input_size > 0;
    const bool tokens = net.head == TB_CATEGORICAL && !driven;
    const int64_t M = net.embedding_size;
    if (tokens ? M < 1 : M != 0) {
        return fail(TB_INVALID_ARGUMENT, "%s: M is %" PRId64 ", but must be %s", function, M,
                tokens   ? "at least 1 with TB_CATEGORICAL"
                : driven ? "0 where input_size is not"
                         : "0 with this head");
    }
    if (driven && net.condition_size != 0) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: condition_size is %" PRId64 ", but must be 0 where input_size is not",
                function, net.condition_size);
    }
    return net.head == TB_MIXTURE ? check_floor(function, "scale_floor", net.scale_floor) : TB_OK;
}

}  // namespace

tb_status check_network(const char *function, const tb_network *network) {
    if (network == nullptr) {
        return fail(TB_INVALID_ARGUMENT, "%s: network is NULL", function);
    }
    const tb_network &net = *network;
    const int64_t D = net.frame_size, H = net.hidden_size, E = net.dense_size;
    const int64_t K = net.components, M = net.embedding_size, I = net.input_size;
    const int64_t C = net.condition_size;
    const std::initializer_list<Size> sizes = {{"D", D, 1}, {"L", net.layers, 1}, {"H", H, 1},
            {"E", E, 0}, {"K", K, 0}, {"M", M, 0}, {"input_size", I, 0}, {"condition_size", C, 0}};
    tb_status checked = check_whole(function, "cell", net.cell, TB_LSTM, TB_RNN_TANH);
    if (checked == TB_OK) {
        checked = check_whole(function, "layer_norm", net.layer_norm, 0, 1);
    }
    if (checked == TB_OK) {
        checked = check_sizes(function, sizes);
    }
    if (checked == TB_OK) {
        checked = check_head(function, net.head, D, K);
    }
    if (checked == TB_OK) {
        checked = check_ends(function, net);
    }
    if (checked != TB_OK) {
        return checked;
    }
    // Twice and some more of each, for biases and for panels filled up.
    constexpr int64_t room = 1024;
    constexpr int64_t one = INT64_C(1) << 58;
    if (D > one || H > one || E > one || K > one || M > one || I > one || C > one ||
            !fits({K + 1, M + room}) || !fits({8, D + I + M + E + C, H + room}) ||
            !fits({8, net.layers, H + room, E + 2 * H + room}) ||
            !fits({8, K + 1, D + room, H + room})) {
        return too_large(function, sizes);
    }
    return TB_OK;
}

tb_status check_grammar(
        const char *function, const tb_network &network, const tb_grammar *grammar) {
    if (grammar == nullptr) {
        return TB_OK;
    }
    if (network.head != TB_CATEGORICAL) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: a grammar is given, but the network's head is %" PRId64
                ": only TB_CATEGORICAL draws tokens",
                function, network.head);
    }
    const int64_t S = grammar->states, K = network.components;
    const std::initializer_list<Size> sizes = {{"S", S, 1}};
    tb_status checked = check_sizes(function, sizes);
    if (checked == TB_OK) {
        checked = check_whole(function, "end_token", grammar->end_token, -1, K - 1);
    }
    if (checked == TB_OK && !fits({2, S, K})) {
        checked = too_large(function, sizes);
    }
    return checked != TB_OK ? checked
                            : check_arrays(function, {{"next [S,K]", grammar->next, true}}, sizes);
}

tb_status check_generate(const char *function, const Generate &g) {
    const tb_network &net = g.net;
    const bool textured = has_texture(g);
    tb_status checked = check_network(function, &net);
    const std::initializer_list<Size> sizes = {{"steps", g.steps, 0}, {"N", g.N, 0}};
    if (checked == TB_OK) {
        checked = check_sizes(function, sizes);
    }
    if (checked == TB_OK && !textured && net.input_size != 0) {
        checked = fail(TB_INVALID_ARGUMENT,
                "%s: input_size is %" PRId64 ", but must be 0 where frames go in", function,
                net.input_size);
    }
    if (checked == TB_OK && textured) {
        checked = check_texture_arrays(function, g.texture);
    }
    if (checked == TB_OK &&
            (g.steps > static_cast<int64_t>(UINT32_MAX) ||
                    !fits({g.N, g.steps, frame_width(g) + g.texture.sounds + net.condition_size}) ||
                    !fits({4, g.N, g.texture.past + g.texture.averages + 4,
                            g.texture.frame_size + g.texture.levels + 1024}) ||
                    !fits({4, g.N, net.layers, net.hidden_size + 1024}) ||
                    !fits({4, g.N, net.frame_size + 1024, net.components + 1}) ||
                    !fits({4, g.N,
                            net.embedding_size + net.input_size + net.condition_size + 1024}) ||
                    !fits({4, g.N, net.layers, net.dense_size + 1024}))) {
        checked = too_large(function, sizes);
    }
    if (checked == TB_OK) {
        const bool has_slots = g.N > 0, has_frames = has_slots && g.steps > 0;
        checked = check_arrays(function,
                {
                        {"packed", g.packed, true},
                        {"seeds [N]", g.seeds, has_slots},
                        {"streams [N]", g.streams, has_slots},
                        {"temperatures [N]", g.temperatures, has_slots && net.head != TB_MEAN},
                        {"positions [N]", g.positions, has_slots},
                        {"frames [N,D]", g.frames, has_slots && !textured},
                        {"state [N,(P+S+1) D]", g.state, has_slots && textured},
                        {"last [N]", g.last, has_slots && textured},
                        {"states [N]", g.states, has_slots && has_grammar(g)},
                        {"conditions [steps,N,C]", g.conditions,
                                has_frames && net.condition_size > 0},
                        {"h [L,N,H]", g.h, has_slots},
                        {"c [L,N,H]", g.c, has_slots && net.cell == TB_LSTM},
                        {"out [steps,N,D]", g.out, has_frames && g.forced == nullptr},
                },
                sizes);
    }
    if (checked == TB_OK && g.forced != nullptr && g.out != nullptr) {
        checked = fail(TB_INVALID_ARGUMENT,
                "%s: out is given, but must be NULL where frames are forced", function);
    }
    return checked;
}

}  // namespace timbrel
