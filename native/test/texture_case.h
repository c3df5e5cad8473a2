// SPDX-License-Identifier: Apache-2.0
// A texture that generation is tested on, on every device.
#pragma once

#include "arrays.h"

namespace timbrel::test {

// A texture, its arrays, and a network for it.
struct Texture {
    int64_t D, P, S, C, K, J, B;
    std::vector<float> mean, gains, rates, innovations, whitened, whitening, low, high, matrix,
            offset, back, level_low, level_high;
    std::vector<int64_t> ends, order, starts;
    double run = 3;

    Texture(int64_t D, int64_t P, int64_t S, int64_t C, int64_t K, int64_t J, int64_t B)
        : D(D), P(P), S(S), C(C), K(K), J(J), B(B) {
        Random random(17);
        const auto within = [](int64_t terms) { return 1 / std::sqrt(static_cast<float>(terms)); };
        mean = random.uniforms(C * D, 0.4f);
        gains = random.uniforms(C * (P + S) * D * D, within((P + S) * D));
        innovations = random.uniforms(J * D, 1);
        whitening = random.uniforms(D * D, within(D));
        whitened = random.uniforms(J * D, 1);
        matrix = random.uniforms(D * B, within(D));
        offset = random.uniforms(B, 0.2f);
        back = random.uniforms(B * D, within(D));
        for (int64_t s = 0; s < S; ++s) {
            rates.push_back(1 / static_cast<float>(4 << s));
        }
        low.assign(static_cast<size_t>(C * D), -0.9f);
        high.assign(static_cast<size_t>(C * D), 1);
        level_low.assign(static_cast<size_t>(C * B), -0.7f);
        level_high.assign(static_cast<size_t>(C * B), 0.6f);
        // Entry j is of sound j % C; the last cluster has none where there are several.
        const int64_t used = K > 1 ? K - 1 : 1;
        for (int64_t cell = 0; cell < C * K; ++cell) {
            starts.push_back(static_cast<int64_t>(order.size()));
            for (int64_t j = 0; j < J; ++j) {
                if (j % C == cell / K && j / C % used == cell % K) {
                    order.push_back(j);
                }
            }
        }
        starts.push_back(J);
        for (int64_t j = 0; j < J; ++j) {
            ends.push_back(j % 5 == 4);
        }
    }

    tb_texture fields() const {
        return {D, P, S, C, J, B, run, mean.data(), gains.data(), rates.data(), innovations.data(),
                whitened.data(), whitening.data(), ends.data(), order.data(), starts.data(),
                low.data(), high.data(), matrix.data(), offset.data(), back.data(),
                level_low.data(), level_high.data()};
    }

    tb_network net(int64_t hidden) const {
        tb_network net = {TB_LSTM, TB_CATEGORICAL, 1, 1, hidden, 0, K, 0, 0, 0.05, 0, 0};
        net.input_size = 2 * D + (C > 1 ? C : 0);
        return net;
    }

    int64_t state_size() const { return (P + S + 1) * D; }
};

// Shares of the sounds for step t of stream n: two neighbours' in turn.
inline void put_weights(const Texture &x, int64_t t, int64_t n, float *weights) {
    for (int64_t c = 0; c < x.C; ++c) {
        weights[c] = 0;
    }
    const float share = t % 3 == 0 ? 1 : 0.25f * static_cast<float>(t % 4);
    weights[(t / 5 + n) % x.C] += share;
    weights[(t / 5 + n + 1) % x.C] += 1 - share;
}

inline std::vector<float> weights_of(
        const Texture &x, int64_t first, int64_t steps, const std::vector<int64_t> &streams) {
    std::vector<float> weights(static_cast<size_t>(steps * x.C) * streams.size());
    float *at = weights.data();
    for (int64_t t = first; t < first + steps; ++t) {
        for (const int64_t stream : streams) {
            put_weights(x, t, stream, at);
            at += x.C;
        }
    }
    return weights;
}

}  // namespace timbrel::test
