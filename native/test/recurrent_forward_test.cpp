// SPDX-License-Identifier: Apache-2.0
// The CPU's forward recurrent layers, and their reference, against an evaluation in double
// precision.
#include "recurrent_exact.h"

using namespace timbrel::test;

namespace {

// The arrays that a case has, as the library gives them.
ExactOutputs given(ExactOutputs exact, const RecurrentCase &c) {
    if (c.cell != TB_LSTM) {
        exact.c_n.clear();
    }
    if (c.cell == TB_RNN_TANH) {
        exact.cells.clear();
    }
    if (!c.norm) {
        exact.normed.clear();
        exact.rstd.clear();
    }
    return exact;
}

void test_against_exact_values() {
    uint64_t seed = 1;
    for (const RecurrentCase &c : recurrent_cases()) {
        const RecurrentInputs in(c, seed++);
        const ExactOutputs exact = given(evaluate(ExactInputs(in)), c);
        const std::string where = c.text();
        for (const bool reference : {false, true}) {
            const std::string whose = (reference ? "reference: " : "") + where;
            for_each_output(reference ? run_reference(in) : run_on_cpu(in), exact,
                    [&](const char *array, const auto &actual, const auto &expected) {
                        check_close(whose.c_str(), array, actual, expected, c.tolerance());
                    });
        }
    }
}

// Small enough to do by hand: with weights and bias 0 every gate is 1/2 and a candidate 0.
void test_closed_form() {
    const float zeros[4] = {};
    const float x = 3, h0 = 0.25f, c0 = 1;
    float y, h_n, c_n, gates[4];
    const auto call = [&](tb_cell cell) {
        return tb_cpu_recurrent_forward(cell, TB_FP32, 1, 1, 1, 1, nullptr, &x, zeros, zeros, zeros,
                zeros, nullptr, nullptr, &h0, &c0, &y, &h_n, &c_n, gates, nullptr, nullptr, nullptr,
                nullptr);
    };
    check_ok(call(TB_LSTM), "closed form");
    check(c_n == 0.5f, "LSTM: c is %.9g, expected 0.5", c_n);
    // tanh may be off by one unit in the last place.
    check(std::fabs(h_n - 0.5 * std::tanh(0.5)) < 6e-8 && y == h_n, "LSTM: h is %.9g", h_n);
    check(gates[0] == 0.5f && gates[1] == 0.5f && gates[2] == 0 && gates[3] == 0.5f,
            "LSTM: gates are %g %g %g %g", gates[0], gates[1], gates[2], gates[3]);
    check_ok(call(TB_GRU), "closed form");
    check(h_n == 0.125f && y == h_n, "GRU: h is %.9g, expected half of 0.25", h_n);
    check(gates[0] == 0.5f && gates[1] == 0.5f && gates[2] == 0, "GRU: gates are %g %g %g",
            gates[0], gates[1], gates[2]);
    check_ok(call(TB_RNN_TANH), "closed form");
    check(h_n == 0 && y == 0 && gates[0] == 0, "RNN: h is %.9g, expected 0", h_n);
}

// The state carried in place, nothing stored, and the input's sums made by the caller.
void test_less_given() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        for (const bool options : {false, true}) {
            const RecurrentInputs in({cell, 5, 3, 4, 7, true, true, options, options}, 11);
            const RecurrentCase &c = in.shape;
            const RecurrentOutputs whole = run_on_cpu(in);
            const std::string where = "less given: " + c.text();
            std::vector<float> h = in.h0, state = in.c0, y(whole.y.size());
            check_ok(tb_cpu_recurrent_forward(cell, TB_FP32, c.T, c.N, c.I, c.H, in.lengths.data(),
                             in.x.data(), in.w_ih.data(), in.w_hh.data(), in.b_ih.data(),
                             in.b_hh.data(), or_null(in.norm_hh), or_null(in.mask), h.data(),
                             or_null(state), y.data(), h.data(),
                             cell == TB_LSTM ? state.data() : nullptr, nullptr, nullptr, nullptr,
                             nullptr, nullptr),
                    where.c_str());
            check_same_bits(where.c_str(), "y", y, whole.y);
            check_same_bits(where.c_str(), "h_n", h, whole.h_n);
            check_same_bits(where.c_str(), "c_n", state, whole.c_n);

            const int64_t G = c.gates();
            std::vector<float> gates(whole.gates.size()), sums_h(h.size()), sums_c(h.size());
            check_ok(tb_cpu_gemm(
                             0, 1, 0, c.T * c.N, G, c.I, in.x.data(), in.w_ih.data(), gates.data()),
                    where.c_str());
            check_ok(tb_cpu_recurrent_forward(cell, TB_FP32, c.T, c.N, c.I, c.H, in.lengths.data(),
                             nullptr, nullptr, in.w_hh.data(), in.b_ih.data(), in.b_hh.data(),
                             or_null(in.norm_hh), or_null(in.mask), in.h0.data(), or_null(in.c0),
                             y.data(), sums_h.data(), sums_c.data(), gates.data(), nullptr, nullptr,
                             nullptr, nullptr),
                    where.c_str());
            check_same_bits(where.c_str(), "y of sums", y, whole.y);
            check_same_bits(where.c_str(), "gates of sums", gates, whole.gates);
            check_same_bits(where.c_str(), "h_n of sums", sums_h, whole.h_n);
        }
    }
}

}  // namespace

int main() {
    test_against_exact_values();
    test_closed_form();
    test_less_given();
    std::printf("%s kernels\n", tb_cpu_kernels());
    return report("recurrent_forward_test");
}
