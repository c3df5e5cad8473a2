// SPDX-License-Identifier: Apache-2.0
// The CPU's forward LSTM against an evaluation in double precision that shares nothing with it.
#include <cmath>

#include "lstm_case.h"
#include "lstm_invariants.h"

using namespace timbrel::test;

namespace {

struct ExactOutputs {
    std::vector<double> y, h_n, c_n, gates, cells;
};

double logistic(double v) {
    return 1 / (1 + std::exp(-v));
}

// The equations of timbrel.h, sequence by sequence, with nothing shared and nothing saved.
ExactOutputs evaluate(const LstmInputs &in) {
    const auto T = static_cast<size_t>(in.shape.T), N = static_cast<size_t>(in.shape.N),
               I = static_cast<size_t>(in.shape.I), H = static_cast<size_t>(in.shape.H);
    ExactOutputs out;
    out.y.assign(T * N * H, 0);
    out.gates.assign(T * N * 4 * H, 0);
    out.cells.assign(T * N * H, 0);
    for (size_t n = 0; n < N; ++n) {
        std::vector<double> h(H, 0), c(H, 0);
        for (size_t j = 0; j < H && in.shape.state; ++j) {
            h[j] = in.h0[n * H + j];
            c[j] = in.c0[n * H + j];
        }
        for (size_t t = 0; t < static_cast<size_t>(in.length(static_cast<int64_t>(n))); ++t) {
            std::vector<double> sums(4 * H, 0);
            for (size_t row = 0; row < 4 * H; ++row) {
                for (size_t k = 0; k < I; ++k) {
                    sums[row] += double(in.w_ih[row * I + k]) * in.x[(t * N + n) * I + k];
                }
                for (size_t k = 0; k < H; ++k) {
                    sums[row] += double(in.w_hh[row * H + k]) * h[k];
                }
                if (in.shape.bias) {
                    sums[row] += double(in.b_ih[row]) + in.b_hh[row];
                }
            }
            for (size_t j = 0; j < H; ++j) {
                const double i = logistic(sums[j]), f = logistic(sums[H + j]),
                             g = std::tanh(sums[2 * H + j]), o = logistic(sums[3 * H + j]);
                c[j] = f * c[j] + i * g;
                h[j] = o * std::tanh(c[j]);
                const size_t sequence = t * N + n;
                out.y[sequence * H + j] = h[j];
                out.cells[sequence * H + j] = c[j];
                out.gates[sequence * 4 * H + j] = i;
                out.gates[sequence * 4 * H + H + j] = f;
                out.gates[sequence * 4 * H + 2 * H + j] = g;
                out.gates[sequence * 4 * H + 3 * H + j] = o;
            }
        }
        out.h_n.insert(out.h_n.end(), h.begin(), h.end());
        out.c_n.insert(out.c_n.end(), c.begin(), c.end());
    }
    return out;
}

void test_against_exact_values() {
    uint64_t seed = 1;
    for (const LstmCase &shape : lstm_cases()) {
        const LstmInputs in(shape, seed++);
        const LstmOutputs actual = run_on_cpu(in);
        const ExactOutputs exact = evaluate(in);
        const std::string where = shape.text();
        check_close(where.c_str(), "y", actual.y, exact.y, shape.tolerance());
        check_close(where.c_str(), "h_n", actual.h_n, exact.h_n, shape.tolerance());
        check_close(where.c_str(), "c_n", actual.c_n, exact.c_n, shape.tolerance());
        check_close(where.c_str(), "gates", actual.gates, exact.gates, shape.tolerance());
        check_close(where.c_str(), "cells", actual.cells, exact.cells, shape.tolerance());
    }
}

// Small enough to do by hand: with weights and bias 0 every gate is 1/2 and the candidate 0.
void test_closed_form() {
    const float zeros[4] = {};
    const float x = 3, h0 = 0.25f, c0 = 1;
    float y, h_n, c_n, gates[4], cell;
    const tb_status status = tb_cpu_lstm_forward(1, 1, 1, 1, nullptr, &x, zeros, zeros, zeros,
            zeros, &h0, &c0, &y, &h_n, &c_n, gates, &cell);
    check(status == TB_OK, "closed form: status %d", status);
    check(c_n == 0.5f && cell == 0.5f, "closed form: c is %.9g, expected 0.5", c_n);
    // tanhf may be off by one unit in the last place.
    check(std::fabs(h_n - 0.5 * std::tanh(0.5)) < 6e-8 && y == h_n, "closed form: h is %.9g", h_n);
    check(gates[0] == 0.5f && gates[1] == 0.5f && gates[2] == 0 && gates[3] == 0.5f,
            "closed form: gates are %g %g %g %g", gates[0], gates[1], gates[2], gates[3]);
}

void test_state_in_place_and_nothing_stored() {
    const LstmInputs in({5, 3, 4, 7, true}, 11);
    const LstmCase &c = in.shape;
    const LstmOutputs apart = run_on_cpu(in);
    std::vector<float> h = in.h0, state = in.c0, y(apart.y.size());
    const tb_status status = tb_cpu_lstm_forward(c.T, c.N, c.I, c.H, in.lengths.data(), in.x.data(),
            in.w_ih.data(), in.w_hh.data(), in.b_ih.data(), in.b_hh.data(), h.data(), state.data(),
            y.data(), h.data(), state.data(), nullptr, nullptr);
    check(status == TB_OK, "in place: status %d: %s", status, tb_cpu_last_error());
    check_same_bits("in place", "y", y, apart.y);
    check_same_bits("in place", "h_n", h, apart.h_n);
    check_same_bits("in place", "c_n", state, apart.c_n);
}

}  // namespace

int main() {
    test_against_exact_values();
    test_closed_form();
    test_state_in_place_and_nothing_stored();
    check_invariants(run_on_cpu);
    return report("lstm_forward_test");
}
