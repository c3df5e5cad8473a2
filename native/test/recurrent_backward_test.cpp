// SPDX-License-Identifier: Apache-2.0
// The way back through recurrent layers against the chain rule in double precision, and that
// against differences of the loss.
#include "recurrent_exact.h"

using namespace timbrel::test;

namespace {

// Closeness relative to the largest of an array, whose elements sum terms of that size.
void check_scaled(const std::string &where, const char *array, const std::vector<float> &actual,
        const Doubles &exact, double tolerance) {
    double largest = 1;
    for (const double value : exact) {
        largest = std::fmax(largest, std::fabs(value));
    }
    check_close(where.c_str(), array, actual, exact, tolerance * largest);
}

void test_against_exact_values() {
    uint64_t seed = 1;
    for (const RecurrentCase &c : recurrent_cases()) {
        const RecurrentInputs in(c, seed);
        const RecurrentSlopes slopes(c, seed + 1000);
        ++seed;
        const ExactInputs exact_in(in);
        ExactGradients exact = differentiate(exact_in, evaluate(exact_in), slopes);
        // Added to: what was there before stays.
        constexpr float before = 0.5f;
        RecurrentGradients actual = run_backward_on_cpu(in, run_on_cpu(in), slopes, before);
        for (auto *array :
                {&actual.dw_ih, &actual.dw_hh, &actual.db_ih, &actual.db_hh, &actual.dnorm_hh}) {
            for (float &value : *array) {
                value -= before;
            }
        }
        if (actual.dhidden.empty()) {
            exact.dhidden.clear();
        }
        if (!c.norm) {
            exact.dnorm_hh.clear();
        }
        const std::string where = c.text();
        // What the way forward may err, and the sums over the batch's rows. A layer norm's way back
        // divides by the deviation once more.
        const double tolerance =
                (c.norm ? 2 : 1) * c.tolerance() * std::sqrt(static_cast<double>(1 + c.T * c.N));
        check_scaled(where, "dgates", actual.dgates, exact.dgates, tolerance);
        check_scaled(where, "dhidden", actual.dhidden, exact.dhidden, tolerance);
        check_scaled(where, "dx", actual.dx, exact.dx, tolerance);
        check_scaled(where, "dh0", actual.dh0, exact.dh0, tolerance);
        check_scaled(where, "dc0", actual.dc0, exact.dc0, tolerance);
        check_scaled(where, "dw_ih", actual.dw_ih, exact.dw_ih, tolerance);
        check_scaled(where, "dw_hh", actual.dw_hh, exact.dw_hh, tolerance);
        check_scaled(where, "db_ih", actual.db_ih, exact.db_ih, tolerance);
        check_scaled(where, "db_hh", actual.db_hh, exact.db_hh, tolerance);
        check_scaled(where, "dnorm_hh", actual.dnorm_hh, exact.dnorm_hh, tolerance);
    }
}

double loss(const ExactInputs &in, const RecurrentSlopes &slopes) {
    const ExactOutputs out = evaluate(in);
    double sum = 0;
    const auto add = [&](const Doubles &values, const std::vector<float> &by) {
        for (size_t k = 0; k < by.size(); ++k) {
            sum += values[k] * by[k];
        }
    };
    add(out.y, slopes.dy);
    add(out.h_n, slopes.dh_n);
    add(out.c_n, slopes.dc_n);
    return sum;
}

// Central differences in double precision: the chain rule that the kernels are compared with is the
// derivative of what they compute.
void test_chain_rule() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        for (int options = 0; options < 4; ++options) {
            const RecurrentCase c = {
                    cell, 4, 3, 2, 3, true, true, (options & 1) != 0, (options & 2) != 0};
            const RecurrentInputs floats(c, 21);
            const RecurrentSlopes slopes(c, 22);
            ExactInputs in(floats);
            const ExactGradients d = differentiate(in, evaluate(in), slopes);
            const auto compare = [&](const char *array, Doubles &values, const Doubles &gradient) {
                for (size_t k = 0; k < gradient.size(); ++k) {
                    const double value = values[k], step = 1e-5;
                    if (std::isnan(value)) {
                        check(gradient[k] == 0, "%s: %s[%zu]", c.text().c_str(), array, k);
                        continue;
                    }
                    values[k] = value + step;
                    const double above = loss(in, slopes);
                    values[k] = value - step;
                    const double slope = (above - loss(in, slopes)) / (2 * step);
                    values[k] = value;
                    // The third derivative times step^2, and 1e-16 / step of rounding.
                    check(std::fabs(slope - gradient[k]) < 2e-8 * (1 + std::fabs(slope)),
                            "%s: the slope along %s[%zu] is %.12g, but the gradient %.12g",
                            c.text().c_str(), array, k, slope, gradient[k]);
                }
            };
            compare("x", in.x, d.dx);
            compare("h0", in.h0, d.dh0);
            compare("c0", in.c0, d.dc0);
            compare("w_ih", in.w_ih, d.dw_ih);
            compare("w_hh", in.w_hh, d.dw_hh);
            compare("b_ih", in.b_ih, d.db_ih);
            compare("b_hh", in.b_hh, d.db_hh);
            if (c.norm) {
                compare("norm_hh", in.norm_hh, d.dnorm_hh);
            }
        }
    }
}

// What is not wanted may be left out, dx may replace dy, and h_in may be given without a mask.
void test_less_given() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        const RecurrentInputs in({cell, 6, 3, 7, 7, true, false}, 5);
        const RecurrentCase &c = in.shape;
        const RecurrentOutputs out = run_on_cpu(in);
        RecurrentSlopes slopes(c, 6);
        std::fill(slopes.dh_n.begin(), slopes.dh_n.end(), 0.0f);
        std::fill(slopes.dc_n.begin(), slopes.dc_n.end(), 0.0f);
        const RecurrentGradients whole = run_backward_on_cpu(in, out, slopes);
        const std::string where = "less given: " + c.text();
        std::vector<float> dx = slopes.dy, dgates(whole.dgates.size()), dhidden(dgates.size()),
                           dw_hh(whole.dw_hh.size());
        float *apart = cell == TB_GRU ? dhidden.data() : nullptr;
        check_ok(tb_cpu_recurrent_backward(cell, TB_FP32, c.T, c.N, c.I, c.H, in.lengths.data(),
                         in.x.data(), in.w_ih.data(), in.w_hh.data(), nullptr, nullptr, nullptr,
                         nullptr, out.y.data(), out.gates.data(), or_null(out.cells),
                         out.h_in.data(), nullptr, nullptr, dx.data(), nullptr, nullptr,
                         dgates.data(), apart, dx.data(), nullptr, nullptr, nullptr, dw_hh.data(),
                         nullptr, nullptr, nullptr),
                where.c_str());
        check_same_bits(where.c_str(), "dgates", dgates, whole.dgates);
        check_same_bits(where.c_str(), "dx in place of dy", dx, whole.dx);
        check_same_bits(where.c_str(), "dw_hh", dw_hh, whole.dw_hh);

        // Without x and W.
        check_ok(tb_cpu_recurrent_backward(cell, TB_FP32, c.T, c.N, c.I, c.H, in.lengths.data(),
                         nullptr, nullptr, in.w_hh.data(), nullptr, nullptr, nullptr, nullptr,
                         out.y.data(), out.gates.data(), or_null(out.cells), nullptr, nullptr,
                         nullptr, slopes.dy.data(), nullptr, nullptr, dgates.data(), apart, nullptr,
                         nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
                where.c_str());
        check_same_bits(where.c_str(), "dgates alone", dgates, whole.dgates);
    }
}

}  // namespace

int main() {
    test_against_exact_values();
    test_chain_rule();
    test_less_given();
    std::printf("%s kernels\n", tb_cpu_kernels());
    return report("recurrent_backward_test");
}
