// SPDX-License-Identifier: Apache-2.0
// The networks that generation is tested on, their parameters, and slots.
#pragma once

#include <cstdlib>
#include <string>

#include "arrays.h"
#include "network.h"

namespace timbrel::test {

// Whether TIMBREL_CPU_KERNELS asks for nothing, or for kernels that this machine has.
inline bool has_asked_kernels() {
    const char *asked = std::getenv("TIMBREL_CPU_KERNELS");
    const bool has = asked == nullptr || std::strcmp(asked, tb_cpu_kernels()) == 0;
    if (!has) {
        std::printf("SKIPPED: this machine has no %s kernels\n", asked);
    }
    return has;
}

inline tb_network network(tb_cell cell, tb_head head, int64_t D, int64_t L, int64_t H,
        int64_t E = 0, int64_t K = 0, int64_t M = 0, bool layer_norm = false, int64_t C = 0) {
    return {cell, head, D, L, H, E, K, M, layer_norm ? 1 : 0, 0.05, 0, C};
}

inline std::string text(const tb_network &net, tb_precision precision) {
    const char *cells[] = {"LSTM", "GRU", "RNN"};
    const char *heads[] = {"mean", "mixture", "categorical", "Bernoulli"};
    char text[160];
    std::snprintf(text, sizeof text, "%s %s D=%lld L=%lld H=%lld E=%lld K=%lld M=%lld C=%lld%s %s",
            cells[net.cell], heads[net.head], (long long)net.frame_size, (long long)net.layers,
            (long long)net.hidden_size, (long long)net.dense_size, (long long)net.components,
            (long long)net.embedding_size, (long long)net.condition_size,
            net.layer_norm ? " norm" : "", precision == TB_BF16 ? "bf16" : "fp32");
    return text;
}

// Weights within 1 / sqrt(their inputs), biases within 0.3, norms about 1.
inline std::vector<float> parameters_of(const tb_network &net, uint64_t seed) {
    Random random(seed);
    std::vector<float> all;
    const auto add = [&](int64_t rows, int64_t columns) {
        const float limit = columns ? 1 / std::sqrt(static_cast<float>(columns)) : 0.3f;
        const auto values = random.uniforms(rows * (columns ? columns : 1), limit);
        all.insert(all.end(), values.begin(), values.end());
    };
    const int64_t H = net.hidden_size, gates = gate_count(net.cell) * H;
    const int64_t table = net.components * net.embedding_size;
    add(net.embedding_size ? table : 0, 1);
    for (int64_t l = 0; l < net.layers; ++l) {
        add(gates, input_size(net, l));
        add(gates, H);
        add(2 * gates, 0);
        if (net.layer_norm) {
            add(2 * gates, 0);
            for (size_t k = all.size() - static_cast<size_t>(2 * gates); k < all.size(); ++k) {
                all[k] += 1;
            }
        }
        if (dense_follows(net, l)) {
            add(net.dense_size, H);
            add(net.dense_size, 0);
        }
    }
    add(output_size(net), H);
    add(output_size(net), 0);
    return all;
}

// tb_cpu_generator_pack's array. Where it begins in the vector does not depend on the vector.
struct Packed {
    tb_network net;
    tb_precision precision;
    std::vector<float> data;

    Packed(const tb_network &net, tb_precision precision, const std::vector<float> &parameters)
        : net(net), precision(precision) {
        int64_t size = 0;
        check(tb_cpu_generator_size(&net, precision, &size) == TB_OK, "size: %s",
                tb_cpu_last_error());
        data.assign(static_cast<size_t>(size), NAN);
        check(tb_cpu_generator_pack(&net, precision, parameters.data(), data.data()) == TB_OK,
                "pack: %s", tb_cpu_last_error());
    }
};

struct Slots {
    int64_t N;
    std::vector<int64_t> active, seeds, streams, positions, top_k, states;
    std::vector<float> temperatures, top_p, frames, h, c;
    const tb_grammar *grammar = nullptr;

    // At the beginning of streams 0..N-1.
    Slots(const tb_network &net, int64_t N)
        : N(N),
          active(static_cast<size_t>(N), 1),
          seeds(static_cast<size_t>(N), 5),
          positions(static_cast<size_t>(N), 0),
          top_k(static_cast<size_t>(N), 0),
          states(static_cast<size_t>(N), 0),
          temperatures(static_cast<size_t>(N), 0.7f),
          top_p(static_cast<size_t>(N), 1),
          frames(static_cast<size_t>(N * net.frame_size), 0),
          h(static_cast<size_t>(net.layers * N * net.hidden_size), 0),
          c(h) {
        for (int64_t n = 0; n < N; ++n) {
            streams.push_back(n);
        }
    }
};

// [steps,N,C]: a function of the slot's stream and of the number of the step, from its position on.
inline std::vector<float> conditions_of(const tb_network &net, const Slots &slots, int64_t steps) {
    std::vector<float> conditions;
    for (int64_t t = 0; t < steps; ++t) {
        for (size_t n = 0; n < slots.streams.size(); ++n) {
            for (int64_t c = 0; c < net.condition_size; ++c) {
                const int64_t place = 7 * slots.streams[n] + 3 * (slots.positions[n] + t) + c;
                conditions.push_back(static_cast<float>(place % 11) / 6 - 0.8f);
            }
        }
    }
    return conditions;
}

inline tb_status generate(
        const Packed &packed, int64_t steps, Slots &slots, const float *forced, float *out) {
    const auto conditions = conditions_of(packed.net, slots, steps);
    return tb_cpu_generate(&packed.net, packed.precision, packed.data.data(), steps, slots.N,
            slots.active.data(), slots.seeds.data(), slots.streams.data(),
            slots.temperatures.data(), slots.top_k.data(), slots.top_p.data(), slots.grammar,
            packed.net.condition_size ? conditions.data() : nullptr, forced, slots.positions.data(),
            slots.grammar ? slots.states.data() : nullptr, slots.frames.data(), slots.h.data(),
            packed.net.cell == TB_LSTM ? slots.c.data() : nullptr, out);
}

}  // namespace timbrel::test
