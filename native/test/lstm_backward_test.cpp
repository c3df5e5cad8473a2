// SPDX-License-Identifier: Apache-2.0
// The way back through the LSTM against an evaluation in double precision that shares nothing with
// it.
#include <cmath>

#include "lstm_case.h"

using namespace timbrel::test;

namespace {

// The loss is the sum of y, h_n and c_n, each times given slopes.
struct Slopes {
    std::vector<float> dy, dh_n, dc_n;
};

struct ExactGradients {
    std::vector<double> x, h0, c0, w_ih, w_hh, bias;
};

double logistic(double v) {
    return 1 / (1 + std::exp(-v));
}

// One sequence at a time, forward and back by the chain rule.
ExactGradients differentiate(const LstmInputs &in, const Slopes &slopes) {
    const auto T = static_cast<size_t>(in.shape.T), N = static_cast<size_t>(in.shape.N),
               I = static_cast<size_t>(in.shape.I), H = static_cast<size_t>(in.shape.H);
    ExactGradients d;
    d.x.assign(T * N * I, 0);
    d.h0.assign(N * H, 0);
    d.c0.assign(N * H, 0);
    d.w_ih.assign(4 * H * I, 0);
    d.w_hh.assign(4 * H * H, 0);
    d.bias.assign(4 * H, 0);
    for (size_t n = 0; n < N; ++n) {
        const auto length = static_cast<size_t>(in.length(static_cast<int64_t>(n)));
        std::vector<std::vector<double>> h(length + 1), c(length + 1), gates(length);
        h[0].assign(H, 0);
        c[0].assign(H, 0);
        for (size_t j = 0; j < H && in.shape.state; ++j) {
            h[0][j] = in.h0[n * H + j];
            c[0][j] = in.c0[n * H + j];
        }
        for (size_t t = 0; t < length; ++t) {
            gates[t].assign(4 * H, 0);
            for (size_t row = 0; row < 4 * H; ++row) {
                double sum = in.shape.bias ? double(in.b_ih[row]) + in.b_hh[row] : 0;
                for (size_t k = 0; k < I; ++k) {
                    sum += double(in.w_ih[row * I + k]) * in.x[(t * N + n) * I + k];
                }
                for (size_t k = 0; k < H; ++k) {
                    sum += in.w_hh[row * H + k] * h[t][k];
                }
                gates[t][row] = row / H == 2 ? std::tanh(sum) : logistic(sum);
            }
            h[t + 1].resize(H);
            c[t + 1].resize(H);
            for (size_t j = 0; j < H; ++j) {
                c[t + 1][j] = gates[t][H + j] * c[t][j] + gates[t][j] * gates[t][2 * H + j];
                h[t + 1][j] = gates[t][3 * H + j] * std::tanh(c[t + 1][j]);
            }
        }
        std::vector<double> dh(slopes.dh_n.begin() + static_cast<long>(n * H),
                slopes.dh_n.begin() + static_cast<long>((n + 1) * H)),
                dc(slopes.dc_n.begin() + static_cast<long>(n * H),
                        slopes.dc_n.begin() + static_cast<long>((n + 1) * H));
        for (size_t t = length; t-- > 0;) {
            std::vector<double> sums(4 * H), dh_before(H, 0);
            for (size_t j = 0; j < H; ++j) {
                const double i = gates[t][j], f = gates[t][H + j], g = gates[t][2 * H + j],
                             o = gates[t][3 * H + j], u = std::tanh(c[t + 1][j]);
                const double dhj = dh[j] + slopes.dy[(t * N + n) * H + j];
                const double dcj = dc[j] + dhj * o * (1 - u * u);
                sums[j] = dcj * g * i * (1 - i);
                sums[H + j] = dcj * c[t][j] * f * (1 - f);
                sums[2 * H + j] = dcj * i * (1 - g * g);
                sums[3 * H + j] = dhj * u * o * (1 - o);
                dc[j] = dcj * f;
            }
            for (size_t row = 0; row < 4 * H; ++row) {
                d.bias[row] += sums[row];
                for (size_t k = 0; k < I; ++k) {
                    d.w_ih[row * I + k] += sums[row] * in.x[(t * N + n) * I + k];
                    d.x[(t * N + n) * I + k] += sums[row] * in.w_ih[row * I + k];
                }
                for (size_t k = 0; k < H; ++k) {
                    d.w_hh[row * H + k] += sums[row] * h[t][k];
                    dh_before[k] += sums[row] * in.w_hh[row * H + k];
                }
            }
            dh = dh_before;
        }
        for (size_t j = 0; j < H; ++j) {
            d.h0[n * H + j] = dh[j];
            d.c0[n * H + j] = dc[j];
        }
    }
    return d;
}

Slopes slopes_of(const LstmCase &c, uint64_t seed) {
    Random random(seed);
    return {random.uniforms(c.T * c.N * c.H, 1), random.uniforms(c.N * c.H, 1),
            random.uniforms(c.N * c.H, 1)};
}

// Closeness relative to the largest of an array, whose elements sum terms of that size.
void check_scaled(const std::string &where, const char *array, const std::vector<float> &actual,
        const std::vector<double> &exact, double tolerance) {
    double largest = 1;
    for (const double value : exact) {
        largest = std::fmax(largest, std::fabs(value));
    }
    check_close(where.c_str(), array, actual, exact, tolerance * largest);
}

void test_against_exact_values() {
    uint64_t seed = 1;
    for (const LstmCase &c : lstm_cases()) {
        const LstmInputs in(c, seed);
        const Slopes slopes = slopes_of(c, seed + 1000);
        ++seed;
        const LstmOutputs out = run_on_cpu(in);
        const ExactGradients exact = differentiate(in, slopes);
        const std::string where = c.text();
        // Added to: what was there before stays.
        std::vector<float> dw_ih(in.w_ih.size(), 0.5f), dw_hh(in.w_hh.size(), 0.5f),
                db_ih(static_cast<size_t>(4 * c.H), 0.5f), db_hh = db_ih;
        Poisoned dgates(c.T * c.N * 4 * c.H), dx(c.T * c.N * c.I), dh0(c.N * c.H), dc0(c.N * c.H);
        const tb_status status = tb_cpu_lstm_backward(c.T, c.N, c.I, c.H, or_null(in.lengths),
                in.x.data(), in.w_ih.data(), in.w_hh.data(), or_null(in.h0), or_null(in.c0),
                out.y.data(), out.gates.data(), out.cells.data(), slopes.dy.data(),
                slopes.dh_n.data(), slopes.dc_n.data(), dgates.data(), dx.data(), dh0.data(),
                dc0.data(), dw_ih.data(), dw_hh.data(), db_ih.data(), db_hh.data());
        check(status == TB_OK, "%s: status %d: %s", where.c_str(), status, tb_cpu_last_error());
        for (auto *gradient : {&dw_ih, &dw_hh, &db_ih, &db_hh}) {
            for (float &value : *gradient) {
                value -= 0.5f;
            }
        }
        // What the way forward may err, and the sums over the batch's rows.
        const double tolerance = 2 * c.tolerance() * std::sqrt(static_cast<double>(1 + c.T * c.N));
        check_scaled(where, "dx", dx.take(where, "dx"), exact.x, tolerance);
        check_scaled(where, "dh0", dh0.take(where, "dh0"), exact.h0, tolerance);
        check_scaled(where, "dc0", dc0.take(where, "dc0"), exact.c0, tolerance);
        check_scaled(where, "dw_ih", dw_ih, exact.w_ih, tolerance);
        check_scaled(where, "dw_hh", dw_hh, exact.w_hh, tolerance);
        check_scaled(where, "db_ih", db_ih, exact.bias, tolerance);
        check_same_bits(where.c_str(), "db_hh", db_hh, db_ih);
        dgates.take(where, "dgates");
    }
}

// What is not wanted may be left out, and dx may replace dy.
void test_optional_outputs() {
    const LstmInputs in({6, 3, 7, 7, true}, 5);
    const LstmCase &c = in.shape;
    const LstmOutputs out = run_on_cpu(in);
    const Slopes slopes = slopes_of(c, 6);
    std::vector<float> dgates(out.gates.size()), dx = slopes.dy, apart(dx.size());
    for (float *target : {apart.data(), dx.data()}) {
        std::vector<float> dw_ih(in.w_ih.size()), dw_hh(in.w_hh.size());
        const tb_status status = tb_cpu_lstm_backward(c.T, c.N, c.I, c.H, in.lengths.data(),
                in.x.data(), in.w_ih.data(), in.w_hh.data(), nullptr, nullptr, out.y.data(),
                out.gates.data(), out.cells.data(),
                target == dx.data() ? dx.data() : slopes.dy.data(), nullptr, nullptr, dgates.data(),
                target, nullptr, nullptr, dw_ih.data(), dw_hh.data(), nullptr, nullptr);
        check(status == TB_OK, "optional: status %d: %s", status, tb_cpu_last_error());
    }
    check_same_bits("dx in place of dy", "dx", dx, apart);
}

void test_arguments() {
    float some = 0;
    const tb_status status = tb_cpu_lstm_backward(1, 1, 1, 1, nullptr, &some, &some, &some, nullptr,
            nullptr, &some, &some, &some, nullptr, nullptr, nullptr, &some, nullptr, nullptr,
            nullptr, &some, &some, nullptr, nullptr);
    check(status == TB_INVALID_ARGUMENT, "NULL dy: status %d", status);
    check(std::strcmp(tb_cpu_last_error(),
                  "tb_cpu_lstm_backward: dy [T,N,H] is NULL, but has elements at T 1, N 1, I 1, "
                  "H 1") == 0,
            "\"%s\"", tb_cpu_last_error());
}

}  // namespace

int main() {
    test_against_exact_values();
    test_optional_outputs();
    test_arguments();
    return report("lstm_backward_test");
}
