// SPDX-License-Identifier: Apache-2.0
// The cases the forward LSTM is tested on, their seeded inputs, and a call's outputs with guards
// around them.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "arrays.h"
#include "check.h"
#include "timbrel.h"

namespace timbrel::test {

struct LstmCase {
    int64_t T, N, I, H;
    bool ragged = false;  // lengths given: 0, T and what lies between
    bool state = true;    // h0 and c0 given
    bool bias = true;     // b_ih and b_hh given
    float input = 1;      // x is uniform in -input..input

    std::string text() const {
        char text[128];
        std::snprintf(text, sizeof text, "T=%lld N=%lld I=%lld H=%lld%s%s%s input=%g", (long long)T,
                (long long)N, (long long)I, (long long)H, ragged ? " ragged" : "",
                state ? "" : " no state", bias ? "" : " no bias", input);
        return text;
    }

    // Bound of |float - exact| relative to 1 + |exact|. A gate's sum has I + H + 2 terms and stays
    // near 1 at these weights; its rounding errors grow with the root of their number, and sigmoid,
    // tanh and the contracting recurrence (slopes below 1) do not enlarge them. 1.5: about four
    // times the worst seen. Inputs of size s make the sums s times larger.
    double tolerance() const {
        const double epsilon = std::numeric_limits<float>::epsilon();
        return 1.5 * epsilon * std::sqrt(static_cast<double>(I + H + 2)) * std::fmax(1, input);
    }
};

// Sizes that are no multiple of a tile or a vector, single steps, single sequences, and nothing at
// all.
inline std::vector<LstmCase> lstm_cases() {
    std::vector<LstmCase> cases;
    for (const int64_t H : {1, 7, 33, 129}) {
        for (const int64_t I : {1, 5, 40}) {
            for (const int64_t N : {1, 3}) {
                for (const int64_t T : {1, 2, 19}) {
                    cases.push_back({T, N, I, H});
                }
            }
        }
        cases.push_back({9, 5, 3, H, true});
        cases.push_back({9, 5, 3, H, true, false});
        cases.push_back({6, 2, 3, H, false, false});
        cases.push_back({6, 2, 3, H, false, true, false});
        cases.push_back({6, 2, 3, H, false, false, false, 1000});  // saturated gates
        cases.push_back({0, 2, 3, H});
        cases.push_back({4, 0, 3, H});
    }
    cases.push_back({3, 2, 300, 256});
    return cases;
}

struct LstmInputs {
    LstmCase shape;
    std::vector<int64_t> lengths;  // [N]; empty: not given
    std::vector<float> x, w_ih, w_hh, b_ih, b_hh, h0, c0;

    // Weights as torch.nn.LSTM draws them: uniform within 1 / sqrt(H).
    LstmInputs(const LstmCase &c, uint64_t seed) : shape(c) {
        Random random(seed);
        const float limit = 1 / std::sqrt(static_cast<float>(c.H));
        x = random.uniforms(c.T * c.N * c.I, c.input);
        w_ih = random.uniforms(4 * c.H * c.I, limit);
        w_hh = random.uniforms(4 * c.H * c.H, limit);
        b_ih = random.uniforms(c.bias ? 4 * c.H : 0, limit);
        b_hh = random.uniforms(c.bias ? 4 * c.H : 0, limit);
        h0 = random.uniforms(c.state ? c.N * c.H : 0, 1);
        c0 = random.uniforms(c.state ? c.N * c.H : 0, 1);
        for (int64_t n = 0; c.ragged && n < c.N; ++n) {
            lengths.push_back(n == 0 ? 0 : n == 1 ? c.T : (n * 5) % (c.T + 1));
        }
    }

    int64_t length(int64_t n) const {
        return lengths.empty() ? shape.T : lengths[static_cast<size_t>(n)];
    }
};

struct LstmOutputs {
    std::vector<float> y, h_n, c_n, gates, cells;
};

inline LstmOutputs run_on_cpu(const LstmInputs &in) {
    const LstmCase &c = in.shape;
    const std::string where = "cpu " + c.text();
    Poisoned y(c.T * c.N * c.H), h_n(c.N * c.H), c_n(c.N * c.H), gates(c.T * c.N * 4 * c.H),
            cells(c.T * c.N * c.H);
    const tb_status status = tb_cpu_recurrent_forward(TB_LSTM, TB_FP32, c.T, c.N, c.I, c.H, or_null(in.lengths),
            in.x.data(), in.w_ih.data(), in.w_hh.data(), or_null(in.b_ih), or_null(in.b_hh),
            nullptr, nullptr, or_null(in.h0), or_null(in.c0), y.data(), h_n.data(), c_n.data(), gates.data(),
            cells.data(), nullptr, nullptr, nullptr);
    check(status == TB_OK, "%s: status %d: %s", where.c_str(), status, tb_cpu_last_error());
    return {y.take(where, "y"), h_n.take(where, "h_n"), c_n.take(where, "c_n"),
            gates.take(where, "gates"), cells.take(where, "cells")};
}

}  // namespace timbrel::test
