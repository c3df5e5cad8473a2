// SPDX-License-Identifier: Apache-2.0
// Generation in slots on the CPU.
#include <cinttypes>

#include "arguments.h"
#include "error.h"
#include "kernels.h"

namespace {

using timbrel::fits;

tb_status check_network(const char *function, const timbrel::NetworkSizes &net) {
    const std::initializer_list<timbrel::Size> sizes = {
            {"D", net.D, 1}, {"L", net.L, 1}, {"H", net.H, 1}, {"E", net.E, 0}, {"K", net.K, 0}};
    const tb_status checked = timbrel::check_sizes(function, sizes);
    if (checked != TB_OK) {
        return checked;
    }
    // Twice and some more of each, for biases and for panels filled up.
    constexpr int64_t room = 1024;
    if (!fits({net.D, room}) || !fits({net.H, room}) || !fits({net.E, room}) ||
            !fits({8, net.L, net.H + room, net.D + net.E + 2 * net.H + room}) ||
            !fits({8, net.K + 1, net.D + room, net.H + room})) {
        return timbrel::too_large(function, sizes);
    }
    return TB_OK;
}

tb_status check_slots(const char *function, const timbrel::Generate &g) {
    for (int64_t n = 0; n < g.N; ++n) {
        if (g.active != nullptr && g.active[n] == 0) {
            continue;
        }
        const float temperature = g.net.K > 0 ? g.temperatures[n] : 0;
        if (!(temperature >= 0 && temperature <= 1000)) {
            return timbrel::fail(TB_INVALID_ARGUMENT,
                    "%s: temperatures[%" PRId64 "] is %g, outside 0..1000", function, n,
                    temperature);
        }
        const int64_t drawn = g.forced ? 0 : g.steps;
        if (g.positions[n] < 0 || g.positions[n] > static_cast<int64_t>(UINT32_MAX) - drawn) {
            return timbrel::fail(TB_INVALID_ARGUMENT,
                    "%s: positions[%" PRId64 "] is %" PRId64
                    ", outside 0..2^32 - 1 - steps (%" PRId64 ")",
                    function, n, g.positions[n], drawn);
        }
    }
    return TB_OK;
}

tb_status check_generate(const char *function, const timbrel::Generate &g) {
    tb_status checked = check_network(function, g.net);
    const std::initializer_list<timbrel::Size> sizes = {{"steps", g.steps, 0}, {"N", g.N, 0}};
    if (checked == TB_OK) {
        checked = timbrel::check_sizes(function, sizes);
    }
    if (checked == TB_OK &&
            (g.steps > static_cast<int64_t>(UINT32_MAX) || !fits({g.N, g.steps, g.net.D}) ||
                    !fits({4, g.N, g.net.L, g.net.H + 1024}) ||
                    !fits({4, g.N, g.net.D + 1024, g.net.K + 1}))) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK && g.net.K > 0) {
        checked = timbrel::check_range(function, "floor", g.floor, 1.1754943508222875e-38, 1e30);
    }
    if (checked == TB_OK) {
        const bool has_slots = g.N > 0, has_frames = has_slots && g.steps > 0;
        checked = timbrel::check_arrays(function,
                {
                        {"packed", g.packed, true},
                        {"seeds [N]", g.seeds, has_slots},
                        {"streams [N]", g.streams, has_slots},
                        {"temperatures [N]", g.temperatures, has_slots && g.net.K > 0},
                        {"positions [N]", g.positions, has_slots},
                        {"frames [N,D]", g.frames, has_slots},
                        {"h [L,N,H]", g.h, has_slots},
                        {"c [L,N,H]", g.c, has_slots},
                        {"out [steps,N,D]", g.out, has_frames && g.forced == nullptr},
                },
                sizes);
    }
    if (checked == TB_OK && g.forced != nullptr && g.out != nullptr) {
        checked = timbrel::fail(TB_INVALID_ARGUMENT,
                "%s: out is given, but must be NULL where frames are forced", function);
    }
    return checked != TB_OK ? checked : check_slots(function, g);
}

tb_status sizes_of(const char *function, const tb_network *network, tb_precision precision,
        timbrel::NetworkSizes *net) {
    if (network == nullptr) {
        return timbrel::fail(TB_INVALID_ARGUMENT, "%s: network is NULL", function);
    }
    *net = {network->frame_size, network->layers, network->hidden_size, network->dense_size,
            network->components};
    if (network->cell != TB_LSTM || network->head > TB_MIXTURE || network->layer_norm ||
            precision != TB_FP32) {
        return timbrel::fail(TB_UNSUPPORTED, "%s: an LSTM without options only", function);
    }
    return TB_OK;
}

}  // namespace

tb_status tb_cpu_generator_size(
        const tb_network *network, tb_precision precision, int64_t *size) {
    constexpr const char *function = "tb_cpu_generator_size";
    timbrel::NetworkSizes net;
    tb_status checked = sizes_of(function, network, precision, &net);
    if (checked == TB_OK) {
        checked = check_network(function, net);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function, {{"size [1]", size, true}}, {{"D", net.D, 1}});
    }
    if (checked == TB_OK) {
        *size = timbrel::kernels().generator_size(net);
    }
    return checked;
}

tb_status tb_cpu_generator_pack(const tb_network *network, tb_precision precision,
        const float *parameters, float *packed) {
    constexpr const char *function = "tb_cpu_generator_pack";
    timbrel::NetworkSizes net;
    tb_status checked = sizes_of(function, network, precision, &net);
    if (checked == TB_OK) {
        checked = check_network(function, net);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function,
                {{"parameters", parameters, true}, {"packed", packed, true}},
                {{"D", net.D, 1}, {"L", net.L, 1}, {"H", net.H, 1}, {"E", net.E, 0},
                        {"K", net.K, 0}});
    }
    if (checked == TB_OK) {
        timbrel::kernels().generator_pack(net, parameters, packed);
    }
    return checked;
}

tb_status tb_cpu_generate(const tb_network *network, tb_precision precision, const float *packed,
        int64_t steps, int64_t N, const int64_t *active, const int64_t *seeds,
        const int64_t *streams, const float *temperatures, const int64_t *top_k,
        const float *top_p, const float *forced, int64_t *positions, float *frames, float *h,
        float *c, float *out) {
    constexpr const char *function = "tb_cpu_generate";
    (void)top_k;
    (void)top_p;
    timbrel::NetworkSizes net;
    tb_status checked = sizes_of(function, network, precision, &net);
    if (checked != TB_OK) {
        return checked;
    }
    const timbrel::Generate call = {net, static_cast<float>(network->scale_floor), packed, steps, N,
            active, seeds, streams, temperatures, forced, positions, frames, h, c, out};
    checked = check_generate(function, call);
    return checked != TB_OK ? checked
                            : timbrel::scratch_status(function, timbrel::kernels().generate(call));
}
