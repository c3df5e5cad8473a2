// SPDX-License-Identifier: Apache-2.0
// The cases recurrent layers are tested on, their seeded inputs, and a forward call's outputs.
#pragma once

#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "arrays.h"
#include "check.h"
#include "timbrel.h"

namespace timbrel::test {

struct RecurrentCase {
    tb_cell cell = TB_LSTM;
    int64_t T = 1, N = 1, I = 1, H = 1;
    bool ragged = false;  // lengths given: 0, T and what lies between
    bool state = true;    // h0 and c0 given
    bool norm = false;    // norm_hh given
    bool mask = false;    // mask given
    bool bias = true;     // b_ih and b_hh given
    float input = 1;      // x is uniform in -input..input

    int64_t gates() const { return (cell == TB_LSTM ? 4 : cell == TB_GRU ? 3 : 1) * H; }

    std::string text() const {
        char text[160];
        std::snprintf(text, sizeof text, "%s T=%lld N=%lld I=%lld H=%lld%s%s%s%s%s input=%g",
                cell == TB_LSTM  ? "LSTM"
                : cell == TB_GRU ? "GRU"
                                 : "RNN",
                (long long)T, (long long)N, (long long)I, (long long)H, ragged ? " ragged" : "",
                state ? "" : " no state", norm ? " norm" : "", mask ? " mask" : "",
                bias ? "" : " no bias", input);
        return text;
    }

    // Bound of |float - exact| relative to 1 + |exact|. A gate's sum has I + H + 2 terms and stays
    // near 1 at these weights; its rounding errors grow with the root of their number, and sigmoid,
    // tanh and the contracting recurrence (slopes below 1) do not enlarge them. 1.5: about four
    // times the worst seen. Inputs of size s make the sums s times larger. A layer norm divides
    // sums and their errors by a deviation that may be a fraction of 1, step for step.
    double tolerance() const {
        const double epsilon = std::numeric_limits<float>::epsilon();
        return (norm ? 12 : 1.5) * epsilon * std::sqrt(static_cast<double>(I + H + 2)) *
               std::fmax(1, input);
    }
};

// Sizes that are no multiple of a tile or a vector, single steps, single sequences, and nothing at
// all; with all that a call may be given or not.
inline std::vector<RecurrentCase> recurrent_cases() {
    std::vector<RecurrentCase> cases;
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        int options = 0;
        const auto add = [&](int64_t T, int64_t N, int64_t I, int64_t H) {
            cases.push_back({cell, T, N, I, H, (options & 1) != 0, (options & 2) == 0,
                    (options & 4) != 0, (options & 8) != 0});
            options = (options + 1) % 16;
        };
        for (const int64_t H : {1, 7, 33, 129}) {
            for (const int64_t N : {1, 3, 13, 25}) {
                for (const int64_t T : {1, 2, 19}) {
                    add(T, N, H == 7 ? 40 : 5, H);
                }
            }
            add(0, 2, 3, H);
            add(4, 0, 3, H);
        }
        for (int k = 0; k < 16; ++k) {
            add(9, 5, 1, 16);
        }
        cases.push_back({cell, 6, 2, 3, 7, false, true, false, false, false});
        // Saturated gates.
        cases.push_back({cell, 6, 2, 3, 33, false, false, false, false, false, 1000});
        cases.push_back({cell, 3, 2, 300, 256});
    }
    return cases;
}

struct RecurrentInputs {
    RecurrentCase shape;
    std::vector<int64_t> lengths;  // [N]; empty: not given, as the others
    std::vector<float> x, w_ih, w_hh, b_ih, b_hh, norm_hh, mask, h0, c0;

    // Weights as PyTorch draws them: uniform within 1 / sqrt(H).
    RecurrentInputs(const RecurrentCase &c, uint64_t seed) : shape(c) {
        Random random(seed);
        const float limit = 1 / std::sqrt(static_cast<float>(c.H));
        const int64_t G = c.gates();
        x = random.uniforms(c.T * c.N * c.I, c.input);
        w_ih = random.uniforms(G * c.I, limit);
        w_hh = random.uniforms(G * c.H, limit);
        b_ih = random.uniforms(c.bias ? G : 0, limit);
        b_hh = random.uniforms(c.bias ? G : 0, limit);
        h0 = random.uniforms(c.state ? c.N * c.H : 0, 1);
        c0 = random.uniforms(c.state && c.cell == TB_LSTM ? c.N * c.H : 0, 1);
        norm_hh = random.uniforms(c.norm ? G : 0, 0.2f);
        for (float &gain : norm_hh) {
            gain += 0.3f;
        }
        mask = random.uniforms(c.mask ? c.N * c.H : 0, 1);
        for (float &factor : mask) {
            factor = factor < -0.5f ? 0.0f : 4.0f / 3;
        }
        for (int64_t n = 0; c.ragged && n < c.N; ++n) {
            lengths.push_back(n == 0 ? 0 : n == 1 ? c.T : (n * 5) % (c.T + 1));
        }
        // What lies past a sequence's end has no influence.
        for (int64_t n = 0; n < c.N; ++n) {
            for (int64_t t = length(n); t < c.T; ++t) {
                x[static_cast<size_t>((t * c.N + n) * c.I)] =
                        std::numeric_limits<float>::quiet_NaN();
            }
        }
    }

    int64_t length(int64_t n) const {
        return lengths.empty() ? shape.T : lengths[static_cast<size_t>(n)];
    }
};

// Empty where a case has none.
struct RecurrentOutputs {
    std::vector<float> y, h_n, c_n, gates, cells, h_in, normed, rstd;
};

// With all that can be stored. call: as tb_cpu_recurrent_forward, without the precision.
template <typename Call>
RecurrentOutputs run(const RecurrentInputs &in, const char *device, Call call) {
    const RecurrentCase &c = in.shape;
    const std::string where = device + (" " + c.text());
    const int64_t rows = c.T * c.N, G = c.gates();
    const bool lstm = c.cell == TB_LSTM, rnn = c.cell == TB_RNN_TANH;
    Poisoned y(rows * c.H), h_n(c.N * c.H), c_n(lstm ? c.N * c.H : 0), gates(rows * G),
            cells(rnn ? 0 : rows * c.H), h_in(rows * c.H), normed(c.norm ? rows * G : 0),
            rstd(c.norm ? rows : 0);
    const tb_status status = call(c.cell, c.T, c.N, c.I, c.H, or_null(in.lengths), in.x.data(),
            in.w_ih.data(), in.w_hh.data(), or_null(in.b_ih), or_null(in.b_hh), or_null(in.norm_hh),
            or_null(in.mask), or_null(in.h0), or_null(in.c0), y.data(), h_n.data(), c_n.data(),
            gates.data(), cells.data(), h_in.data(), c.norm ? normed.data() : nullptr,
            c.norm ? rstd.data() : nullptr);
    check_ok(status, where.c_str());
    return {y.take(where, "y"), h_n.take(where, "h_n"), c_n.take(where, "c_n"),
            gates.take(where, "gates"), cells.take(where, "cells"), h_in.take(where, "h_in"),
            normed.take(where, "normed"), rstd.take(where, "rstd")};
}

inline RecurrentOutputs run_on_cpu(const RecurrentInputs &in) {
    return run(in, "cpu", [](tb_cell cell, auto... arguments) {
        return tb_cpu_recurrent_forward(cell, TB_FP32, arguments...);
    });
}

inline RecurrentOutputs run_reference(const RecurrentInputs &in) {
    return run(in, "reference",
            [](auto... arguments) { return tb_cpu_recurrent_forward_reference(arguments...); });
}

// compare(name, array of a, array of b) for every array.
template <typename A, typename B, typename Compare>
void for_each_output(const A &a, const B &b, Compare compare) {
    compare("y", a.y, b.y);
    compare("h_n", a.h_n, b.h_n);
    compare("c_n", a.c_n, b.c_n);
    compare("gates", a.gates, b.gates);
    compare("cells", a.cells, b.cells);
    compare("h_in", a.h_in, b.h_in);
    compare("normed", a.normed, b.normed);
    compare("rstd", a.rstd, b.rstd);
}

// The slopes of a loss that is linear in y, h_n and c_n.
struct RecurrentSlopes {
    std::vector<float> dy, dh_n, dc_n;

    RecurrentSlopes(const RecurrentCase &c, uint64_t seed) {
        Random random(seed);
        dy = random.uniforms(c.T * c.N * c.H, 1);
        dh_n = random.uniforms(c.N * c.H, 1);
        dc_n = random.uniforms(c.cell == TB_LSTM ? c.N * c.H : 0, 1);
    }
};

// dhidden and dnorm_hh are empty where a case has none.
struct RecurrentGradients {
    std::vector<float> dgates, dhidden, dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh, dnorm_hh;
};

// All gradients, those of parameters added to `before`.
inline RecurrentGradients run_backward_on_cpu(const RecurrentInputs &in,
        const RecurrentOutputs &out, const RecurrentSlopes &slopes, float before = 0) {
    const RecurrentCase &c = in.shape;
    const std::string where = "back " + c.text();
    const int64_t rows = c.T * c.N, G = c.gates();
    const bool apart = c.norm || c.cell == TB_GRU;
    const auto parameter = [=](int64_t count) {
        return std::vector<float>(static_cast<size_t>(count), before);
    };
    std::vector<float> dw_ih = parameter(G * c.I), dw_hh = parameter(G * c.H), db_ih = parameter(G),
                       db_hh = parameter(G), dnorm_hh = parameter(c.norm ? G : 0);
    Poisoned dgates(rows * G), dhidden(apart ? rows * G : 0), dx(rows * c.I), dh0(c.N * c.H),
            dc0(c.cell == TB_LSTM ? c.N * c.H : 0);
    const tb_status status = tb_cpu_recurrent_backward(c.cell, TB_FP32, c.T, c.N, c.I, c.H,
            or_null(in.lengths), in.x.data(), in.w_ih.data(), in.w_hh.data(), or_null(in.norm_hh),
            or_null(in.mask), or_null(in.h0), or_null(in.c0), out.y.data(), out.gates.data(),
            or_null(out.cells), c.mask ? out.h_in.data() : nullptr, or_null(out.normed),
            or_null(out.rstd), slopes.dy.data(), slopes.dh_n.data(), slopes.dc_n.data(),
            dgates.data(), apart ? dhidden.data() : nullptr, dx.data(), dh0.data(), dc0.data(),
            dw_ih.data(), dw_hh.data(), db_ih.data(), db_hh.data(),
            c.norm ? dnorm_hh.data() : nullptr);
    check_ok(status, where.c_str());
    return {dgates.take(where, "dgates"), dhidden.take(where, "dhidden"), dx.take(where, "dx"),
            dh0.take(where, "dh0"), dc0.take(where, "dc0"), dw_ih, dw_hh, db_ih, db_hh, dnorm_hh};
}

// compare(name, array of a, array of b) for every array.
template <typename Compare>
void for_each_gradient(const RecurrentGradients &a, const RecurrentGradients &b, Compare compare) {
    compare("dgates", a.dgates, b.dgates);
    compare("dhidden", a.dhidden, b.dhidden);
    compare("dx", a.dx, b.dx);
    compare("dh0", a.dh0, b.dh0);
    compare("dc0", a.dc0, b.dc0);
    compare("dw_ih", a.dw_ih, b.dw_ih);
    compare("dw_hh", a.dw_hh, b.dw_hh);
    compare("db_ih", a.db_ih, b.db_ih);
    compare("db_hh", a.db_hh, b.db_hh);
    compare("dnorm_hh", a.dnorm_hh, b.dnorm_hh);
}

}  // namespace timbrel::test
